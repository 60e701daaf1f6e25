using System.Text.Json;
using System.Text.Json.Serialization;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Packages;

/// <summary>Reads a package's model.json and refuses what is not allowed, naming the field.</summary>
internal sealed class ManifestReader
{
    private const string FileName = "model.json";
    private const int MaxBytes = 1 << 20;
    private const int MaxClasses = 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private readonly string _folder;
    private readonly string _path;

    private ManifestReader(string folder)
    {
        _folder = folder;
        _path = Path.Combine(folder, FileName);
    }

    /// <summary>Whether the folder claims to be a package.</summary>
    public static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <exception cref="ModelPackageException">The file is missing, is not JSON, or a field is not allowed.</exception>
    public static ModelManifest Read(string folder) => new ManifestReader(folder).Read();

    private ModelManifest Read()
    {
        var file = Deserialize();
        RequireText(file.Name, "name");
        Require(file.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'), $"name is '{file.Name}'; allowed are A-Z a-z 0-9 - _ .");
        RequireText(file.Version, "version");
        RequireInput(file.Input);
        var categories = Categories(file.Classes);
        return new ModelManifest
        {
            Name = file.Name,
            Version = file.Version,
            Description = file.Description,
            Licence = file.Licence,
            Origin = file.Origin,
            Family = file.Family,
            Input = file.Input,
            Categories = categories,
            Channels = Channels(file.Classes, categories),
            KeyframeGraph = GraphPath("graphs.keyframe", file.Graphs.Keyframe),
            NonkeyframeGraph = file.Graphs.Nonkeyframe is { } nonkeyframe ? GraphPath("graphs.nonkeyframe", nonkeyframe) : null,
            Panoptic = new PanopticOptions
            {
                ScoreThreshold = Fraction("panoptic.score", file.Panoptic.Score),
                ExpectedScoreThreshold = Fraction("panoptic.expected_score", file.Panoptic.ExpectedScore),
                OverlapLimit = Fraction("panoptic.overlap", file.Panoptic.Overlap),
                StuffAreaLimit = Fraction("panoptic.stuff_area", file.Panoptic.StuffArea),
            },
            Keyframes = Keyframes(file.Keyframes),
            Fusion = file.Keyframes.Fusion,
        };
    }

    private ManifestFile Deserialize()
    {
        var file = new FileInfo(_path);
        Require(file.Exists, "there is no such file; a model package is a folder with a model.json and its ONNX files");
        Require(file.Length <= MaxBytes, $"has {file.Length:N0} bytes; at most {MaxBytes:N0} are allowed");
        try
        {
            return JsonSerializer.Deserialize<ManifestFile>(File.ReadAllBytes(_path), Json)
                ?? throw new ModelPackageException(_path, "is null; an object is expected");
        }
        catch (JsonException e)
        {
            throw new ModelPackageException(_path, e.Message, e);
        }
    }

    private void RequireInput(ModelInput input)
    {
        Require(input.Width is >= 32 and <= 4096, $"input.width is {input.Width}; allowed are 32 to 4096");
        Require(input.Height is >= 32 and <= 4096, $"input.height is {input.Height}; allowed are 32 to 4096");
        Require(input.Mean.Count == 3 && input.Mean.All(float.IsFinite), "input.mean must be 3 finite numbers, one a channel");
        Require(input.Scale.Count == 3 && input.Scale.All(s => float.IsFinite(s) && s != 0), "input.scale must be 3 finite numbers other than 0, one a channel");
    }

    private KeyframeChoice Keyframes(ManifestFile.KeyframeEntry entry)
    {
        Require(entry.Interval is >= 1 and <= KeyframeChoice.MaxInterval, $"keyframes.interval is {entry.Interval}; allowed are 1 to {KeyframeChoice.MaxInterval}");
        return new KeyframeChoice(entry.Policy, entry.Interval, Fraction("keyframes.residual", entry.Residual));
    }

    private List<Category> Categories(IReadOnlyList<ManifestFile.ClassEntry> classes)
    {
        Require(classes.Count is >= 1 and <= MaxClasses, $"classes has {classes.Count} entries; allowed are 1 to {MaxClasses}");
        var categories = new List<Category>(classes.Count);
        for (int i = 0; i < classes.Count; i++)
        {
            var entry = classes[i];
            string field = $"classes[{i}]";
            Require(entry is not null, $"{field} is null");
            RequireText(entry!.Name, $"{field}.name");
            Require(entry.Id is >= 0 and <= 65535, $"{field}.id is {entry.Id}; allowed are 0 to 65535");
            Require(categories.TrueForAll(c => c.Id != entry.Id), $"{field}.id is {entry.Id}, which another class has");
            Require(categories.TrueForAll(c => c.Name != entry.Name), $"{field}.name is '{entry.Name}', which another class has");
            categories.Add(new Category(entry.Id, entry.Name, entry.Kind == ManifestFile.ClassKind.Thing, Colour(entry.Colour, i)));
        }

        return categories;
    }

    private ClassChannels Channels(IReadOnlyList<ManifestFile.ClassEntry> classes, List<Category> categories)
    {
        int[] channels = [.. classes.Select((entry, index) => entry.Channel ?? index)];
        for (int i = 0; i < channels.Length; i++)
        {
            int channel = channels[i];
            Require(channel is >= 0 and < MaxClasses, $"classes[{i}].channel is {channel}; allowed are 0 to {MaxClasses - 1}");
            if (!categories[i].IsThing && categories.Take(i).Where((c, index) => !c.IsThing && channels[index] == channel).FirstOrDefault() is { } other)
            {
                throw new ModelPackageException(_path, $"classes[{i}].channel is {channel}, which the stuff class '{other.Name}' reads; a channel may be shared by things, or by things and one stuff class");
            }
        }

        int unread = Enumerable.Range(0, channels.Max()).Except(channels).FirstOrDefault(-1);
        Require(unread < 0, $"classes[].channel names channels up to {channels.Max()}, but none reads {unread}; each channel of the semantic output must be some class's");
        return new ClassChannels(categories, channels);
    }

    private Rgb Colour(IReadOnlyList<int>? colour, int index)
    {
        if (colour is null)
        {
            // Far apart on the colour circle for neighbouring indices.
            return new Rgb((byte)(index * 97 + 64), (byte)(index * 57 + 128), (byte)(index * 151 + 32));
        }

        Require(colour.Count == 3 && colour.All(v => v is >= 0 and <= 255), $"classes[{index}].colour must be 3 numbers from 0 to 255: red, green, blue");
        return new Rgb((byte)colour[0], (byte)colour[1], (byte)colour[2]);
    }

    private string GraphPath(string field, string name)
    {
        Require(name.Length > 0 && name == Path.GetFileName(name) && name is not ("." or ".."), $"{field} is '{name}'; it must name a file in the package's own folder");
        string path = Path.Combine(_folder, name);
        Require(File.Exists(path), $"{field} is '{name}', but the package has no such file");
        return path;
    }

    private double Fraction(string field, double value)
    {
        Require(value is >= 0 and <= 1, $"{field} is {value}; allowed are 0 to 1");
        return value;
    }

    private void RequireText(string text, string field) =>
        Require(text.Length is >= 1 and <= 64, $"{field} has {text.Length} characters; allowed are 1 to 64");

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ModelPackageException(_path, problem);
        }
    }
}
