using System.Text.Json;

namespace VideoSeg.Events.Sinks;

/// <summary>The settings of one sink in the events file. Messages name a setting by its field, and never repeat a secret.</summary>
/// <param name="entry">The entry in the file, such as sinks[0].</param>
/// <param name="name">The name of the sink's kind.</param>
/// <param name="values">The fields of the entry.</param>
public sealed class EventSinkSettings(string entry, string name, IReadOnlyDictionary<string, JsonElement> values)
{
    /// <summary>The entry in the file, such as sinks[0].</summary>
    public string Field => entry;

    /// <summary>The address of the receiver.</summary>
    /// <param name="schemes">The schemes that are allowed.</param>
    /// <exception cref="InvalidSinkException">It is not a URL of such a scheme.</exception>
    public Uri Address(params string[] schemes)
    {
        bool isUri = Uri.TryCreate(values[name].ValueKind == JsonValueKind.String ? values[name].GetString() : null, UriKind.Absolute, out var uri);
        Require(isUri && schemes.Contains(uri!.Scheme), $"{entry}.{name} is not a URL that begins with {string.Join(" or ", schemes.Select(s => $"{s}://"))}");
        return uri!;
    }

    /// <summary>A setting that is text; null: it is left out.</summary>
    /// <exception cref="InvalidSinkException">It is not text.</exception>
    public string? Text(string setting)
    {
        if (!values.TryGetValue(setting, out var value))
        {
            return null;
        }

        Require(value.ValueKind == JsonValueKind.String, $"{entry}.{setting} is not text");
        return value.GetString();
    }

    /// <summary>A setting that is an object of texts; empty: it is left out.</summary>
    /// <exception cref="InvalidSinkException">It is not such an object.</exception>
    public IReadOnlyDictionary<string, string> Texts(string setting)
    {
        if (!values.TryGetValue(setting, out var value))
        {
            return new Dictionary<string, string>();
        }

        Require(
            value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String),
            $"{entry}.{setting} is not an object of texts");
        return value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
    }

    /// <summary>Refuses every setting but these, so that a typing error is found.</summary>
    /// <exception cref="InvalidSinkException">There is another setting.</exception>
    public void AllowOnly(params string[] settings)
    {
        string? other = values.Keys.FirstOrDefault(k => k != name && !settings.Contains(k));
        Require(other is null, $"{entry}.{other} is not a setting of {name}");
    }

    /// <exception cref="InvalidSinkException"><paramref name="holds"/> is false.</exception>
    public static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidSinkException(problem);
        }
    }
}
