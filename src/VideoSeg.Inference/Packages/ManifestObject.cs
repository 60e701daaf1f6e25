using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace VideoSeg.Inference.Packages;

/// <summary>
/// A JSON object of model.json. Each read names a field and what is allowed, so that a wrong one is refused with its name, its value and that. A field that
/// nothing has read when the object is <see cref="Finish"/>ed is unknown, and refused too, so that a typing error is seen.
/// </summary>
public sealed class ManifestObject
{
#pragma warning disable CA1720 // The words of JSON.
    private const int LongestValue = 60;

    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _json;
    private readonly List<string> _known = [];

    private ManifestObject(string file, string path, JsonElement json) => (_file, _path, _json) = (file, path, json);

    /// <summary>The names of all fields.</summary>
    public IReadOnlyList<string> Fields => [.. _json.EnumerateObject().Select(p => p.Name)];

    /// <summary>An object without fields.</summary>
    internal static ManifestObject Empty { get; } = new("", "", JsonElement.Parse("{}"));

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="ModelPackageException">It is not a JSON object.</exception>
    internal static ManifestObject Parse(string file, ReadOnlyMemory<byte> bytes)
    {
        // The parser looks at texts only when they are read.
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new ModelPackageException(file, "is not UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
            var json = document.RootElement.Clone();
            return json.ValueKind == JsonValueKind.Object
                ? new ManifestObject(file, "", json)
                : throw new ModelPackageException(file, $"is {ValueOf(json)}; a JSON object is expected");
        }
        catch (JsonException e)
        {
            throw new ModelPackageException(file, $"is not JSON: {e.Message}", e);
        }
    }

    /// <summary>A text of 1 to 64 characters that must be there.</summary>
    public string Name(string field)
    {
        string text = Text(field) ?? throw Missing(field, "text of 1 to 64 characters");
        return text.Length is >= 1 and <= 64 ? text : throw Error(field, $"has {text.Length} characters; allowed are 1 to 64");
    }

    /// <summary>Any text; null: it is not there.</summary>
    public string? Text(string field)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(field, value, "text in quotes");
    }

    /// <param name="field">Its name.</param>
    /// <param name="least">Inclusive.</param>
    /// <param name="most">Inclusive.</param>
    /// <param name="missing">The value where the field is not there; null: it must be.</param>
    public int Integer(string field, int least, int most, int? missing = null)
    {
        string allowed = $"{least} to {most}";
        if (Find(field) is not { } value)
        {
            return missing ?? throw Missing(field, allowed);
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most ? number : throw Wrong(field, value, allowed);
    }

    /// <param name="field">Its name.</param>
    /// <param name="most">Inclusive; the least is 0.</param>
    /// <param name="missing">The value where the field is not there.</param>
    public double Number(string field, double most, double missing)
    {
        if (Find(field) is not { } value)
        {
            return missing;
        }

        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= 0 && number <= most
            ? number
            : throw Wrong(field, value, string.Create(CultureInfo.InvariantCulture, $"0 to {most}"));
    }

    /// <param name="field">Its name.</param>
    /// <param name="missing">The value where the field is not there.</param>
    public bool Flag(string field, bool missing) => Find(field) switch
    {
        null => missing,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(field, value, "true, false"),
    };

    /// <summary>One of a few words.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="allowed">The words, with what each means.</param>
    /// <param name="isRequired">Whether it must be there; if not, the first word is the default.</param>
    public T Choice<T>(string field, IReadOnlyList<(string Word, T Meaning)> allowed, bool isRequired = false)
    {
        string words = string.Join(", ", allowed.Select(a => a.Word));
        if (Find(field) is not { } value)
        {
            return isRequired ? throw Missing(field, words) : allowed[0].Meaning;
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        foreach (var (word, meaning) in allowed)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }

        throw Wrong(field, value, words);
    }

    /// <summary>Three numbers; null: the field is not there.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="isAllowed">Whether one of them is allowed.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    public float[]? Triple(string field, Func<float, bool> isAllowed, string allowed)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3
            && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number && v.TryGetSingle(out float number) && isAllowed(number))
            ? [.. value.EnumerateArray().Select(v => v.GetSingle())]
            : throw Error(field, $"must be {allowed}; it is {ValueOf(value)}");
    }

    /// <summary>One number, or a list of numbers.</summary>
    public IReadOnlyList<double> Numbers(string field)
    {
        var value = Find(field) ?? throw Missing(field, "a number or a list of numbers");
        return value.ValueKind == JsonValueKind.Number ? [value.GetDouble()]
            : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) ? [.. value.EnumerateArray().Select(v => v.GetDouble())]
            : throw Wrong(field, value, "a number or a list of numbers");
    }

    /// <summary>The name of an output, or its place from 0; the field must be there.</summary>
    internal OutputName NameOrIndex(string field)
    {
        const string Allowed = "the name of an output in quotes, or its place from 0";
        var value = Find(field) ?? throw Missing(field, Allowed);
        return value.ValueKind == JsonValueKind.String ? new OutputName(value.GetString(), 0)
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int index) && index >= 0 ? new OutputName(null, index)
            : throw Wrong(field, value, Allowed);
    }

    /// <summary>An object that must be there.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="example">What it may look like.</param>
    public ManifestObject Object(string field, string example) => Find(field) is { } value ? ObjectOf(field, value, example) : throw Missing(field, $"an object such as {example}");

    /// <summary>An object; where it is not there, an empty one.</summary>
    public ManifestObject Object(string field) =>
        Find(field) is { } value ? ObjectOf(field, value, "{ }") : new ManifestObject(_file, _path + field + ".", JsonElement.Parse("{}"));

    /// <summary>A list of objects that must be there.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="most">How many it may have; the least is 1.</param>
    public IReadOnlyList<ManifestObject> Objects(string field, int most)
    {
        var value = Find(field) ?? throw Missing(field, $"a list of 1 to {most} objects");
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(field, value, $"a list of 1 to {most} objects");
        }

        int count = value.GetArrayLength();
        return count >= 1 && count <= most
            ? [.. value.EnumerateArray().Select((entry, index) => ObjectOf($"{field}[{index}]", entry, "{ \"id\": 0 }"))]
            : throw Error(field, $"has {count} entries; allowed are 1 to {most}");
    }

    /// <summary>Reads a field whose content is free.</summary>
    public void Ignore(string field) => Find(field);

    /// <summary>Ends reading. Whoever reads the object last calls it.</summary>
    /// <exception cref="ModelPackageException">The object has a field that was not read.</exception>
    public void Finish()
    {
        if (_json.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
        {
            throw Error(unknown, $"is no field of model.json; allowed are {(_known.Count == 0 ? "none" : string.Join(", ", _known))}");
        }
    }

    /// <summary>Makes the error of one field.</summary>
    public ModelPackageException Error(string field, string problem) => new(_file, $"{_path}{field} {problem}");

    private static string ValueOf(JsonElement json)
    {
        string text = json.ValueKind == JsonValueKind.String ? $"'{json.GetString()}'" : json.GetRawText();
        return text.Length <= LongestValue ? text : $"{text[..LongestValue]}…";
    }

    private JsonElement? Find(string field)
    {
        _known.Add(field);
        return _json.TryGetProperty(field, out var value) ? value : null;
    }

    private ManifestObject ObjectOf(string field, JsonElement value, string example) => value.ValueKind == JsonValueKind.Object
        ? new ManifestObject(_file, _path + field + ".", value)
        : throw Wrong(field, value, $"an object such as {example}");

    private ModelPackageException Missing(string field, string allowed) => Error(field, $"is missing; allowed: {allowed}");

    private ModelPackageException Wrong(string field, JsonElement value, string allowed) => Error(field, $"is {ValueOf(value)}; allowed are {allowed}");
}
