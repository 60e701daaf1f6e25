using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Inference.Packages;

/// <summary>Reads a package's model.json and refuses what is not allowed, naming the field.</summary>
internal sealed class ManifestReader
{
    private const string FileName = "model.json";
    private const int MaxBytes = 1 << 20;

    private readonly string _folder;
    private readonly string _file;
    private readonly KeyframePolicies _policies;

    private ManifestReader(string folder, KeyframePolicies policies)
    {
        (_folder, _policies) = (folder, policies);
        _file = Path.Combine(folder, FileName);
    }

    /// <summary>Whether the folder claims to be a package.</summary>
    public static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <param name="folder">The package's folder.</param>
    /// <param name="policies">The keyframe policies that it may name.</param>
    /// <exception cref="ModelPackageException">The file is missing, is not JSON, or a field is not allowed.</exception>
    public static ModelManifest Read(string folder, KeyframePolicies policies) => new ManifestReader(folder, policies).Read();

    private ModelManifest Read()
    {
        var json = Parse();
        string name = json.Name("name");
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw json.Error("name", $"is '{name}'; allowed are A-Z a-z 0-9 - _ .");
        }

        var (categories, columns) = ClassList.Read(json);
        var channels = new ClassChannels(categories, columns);
        var keyframes = json.Object("keyframes");
        var graphs = json.Object("graphs", """{ "keyframe": "keyframe.onnx" }""");
        var manifest = new ModelManifest
        {
            File = _file,
            Name = name,
            Version = json.Name("version"),
            Description = json.Text("description") ?? "",
            Licence = json.Text("licence") ?? "",
            Origin = json.Text("origin") ?? "",
            Family = json.Name("family"),
            Input = InputSection.Read(json.Object("input", """{ "width": 640, "height": 480 }""")),
            Outputs = Outputs(json.Object("outputs")),
            Decode = json.Object("decode"),
            Categories = categories,
            Channels = channels,
            Columns = columns,
            KeyframeGraph = GraphPath(graphs, "keyframe", graphs.Name("keyframe")),
            PropagatedGraph = PropagatedGraph(graphs),
            Composition = json.Choice<Composition?>("composition", [("auto", null), ("panoptic", Packages.Composition.Panoptic), ("overlapping", Packages.Composition.Overlapping)]),
            Panoptic = Panoptic(json.Object("panoptic")),
            Tracking = Tracking(json.Object("tracking")),
            Keyframes = Keyframes(keyframes),
            Fusion = keyframes.Flag("fusion", true),
        };
        keyframes.Finish();
        graphs.Finish();
        json.Ignore("quality");
        json.Finish();
        return manifest;
    }

    private ManifestObject Parse()
    {
        var file = new FileInfo(_file);
        if (!file.Exists)
        {
            throw new ModelPackageException(_file, "there is no such file; a model package is a folder with a model.json and its ONNX files");
        }

        return file.Length <= MaxBytes
            ? ManifestObject.Parse(_file, File.ReadAllBytes(_file))
            : throw new ModelPackageException(_file, $"has {file.Length:N0} bytes; at most {MaxBytes:N0} are allowed");
    }

    private static Dictionary<string, OutputName> Outputs(ManifestObject json) => json.Fields.ToDictionary(role => role, json.NameOrIndex);

    private static PanopticOptions Panoptic(ManifestObject json)
    {
        var defaults = new PanopticOptions();
        var options = new PanopticOptions
        {
            ScoreThreshold = json.Number("score", 1, defaults.ScoreThreshold),
            ExpectedScoreThreshold = json.Number("expected_score", 1, defaults.ExpectedScoreThreshold),
            OverlapLimit = json.Number("overlap", 1, defaults.OverlapLimit),
            StuffAreaLimit = json.Number("stuff_area", 1, defaults.StuffAreaLimit),
        };
        json.Finish();
        return options;
    }

    private static TrackerOptions Tracking(ManifestObject json)
    {
        var defaults = new TrackerOptions();
        var options = new TrackerOptions
        {
            MemoryFrames = json.Integer("memory_frames", 0, TrackerOptions.MaxMemoryFrames, defaults.MemoryFrames),
            LeastAffinity = json.Number("least_affinity", 1, defaults.LeastAffinity),
            EmbeddingWeight = json.Number("embedding_weight", 1, defaults.EmbeddingWeight),
            EmbeddingInertia = json.Number("embedding_inertia", 1, defaults.EmbeddingInertia),
            VelocityInertia = json.Number("velocity_inertia", 1, defaults.VelocityInertia),
            Reach = json.Number("reach", TrackerOptions.MaxReach, defaults.Reach),
        };
        json.Finish();
        return options;
    }

    private KeyframeOptions Keyframes(ManifestObject json)
    {
        string policy = json.Choice("policy", [.. _policies.Names.Select(name => (name, name))]);
        int interval = json.Integer("interval", 1, KeyframeOptions.MaxInterval, KeyframeOptions.DefaultInterval);
        return new KeyframeOptions(policy, interval, json.Number("residual", 1, KeyframeOptions.DefaultResidual));
    }

    private string? PropagatedGraph(ManifestObject graphs)
    {
        const string Field = "propagated", OlderField = "nonkeyframe";
        var (name, olderName) = (graphs.Text(Field), graphs.Text(OlderField));
        if (name is not null && olderName is not null)
        {
            throw graphs.Error(Field, $"and graphs.{OlderField} are both there; the second is the older name of the first, and one of them is allowed");
        }

        return name is not null ? GraphPath(graphs, Field, name)
            : olderName is not null ? GraphPath(graphs, OlderField, olderName)
            : null;
    }

    private string GraphPath(ManifestObject graphs, string field, string name)
    {
        if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or "..")
        {
            throw graphs.Error(field, $"is '{name}'; it must name a file in the package's own folder");
        }

        string path = Path.Combine(_folder, name);
        return File.Exists(path) ? path : throw graphs.Error(field, $"is '{name}', but the package has no such file");
    }
}
