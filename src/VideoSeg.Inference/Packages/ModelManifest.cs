using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages.Inputs;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Inference.Packages;

/// <summary>What a package's model.json says; in a package that is loaded, all of it is checked.</summary>
public sealed record ModelManifest
{
    /// <summary>The path of the model.json; empty where the model does not come from a package.</summary>
    public string File { get; init; } = "";

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string Description { get; init; } = "";

    /// <summary>What may be done with the weights.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Where the weights come from.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The name of the family that knows what the outputs mean.</summary>
    public string Family { get; init; } = "";

    public required ModelInput Input { get; init; }

    /// <summary>The classes, in the order of model.json.</summary>
    public required IReadOnlyList<Category> Categories { get; init; }

    /// <summary>Which channel of the semantic output each class reads.</summary>
    public required ClassChannels Channels { get; init; }

    /// <summary>The number by which the network knows each class: its column of scores, its channel of logits, or its value in a class map.</summary>
    public IReadOnlyList<int> Columns { get; init; } = [];

    /// <summary>Which output of the graph has each role that the family knows, where model.json says so.</summary>
    public IReadOnlyDictionary<string, OutputName> Outputs { get; init; } = new Dictionary<string, OutputName>();

    /// <summary>How the family decodes the outputs; each family has fields of its own.</summary>
    public ManifestObject Decode { get; init; } = ManifestObject.Empty;

    /// <summary>The path of the ONNX file that is the whole network.</summary>
    public string KeyframeGraph { get; init; } = "";

    /// <summary>The path of the ONNX file that runs on propagated frames; null: none does.</summary>
    public string? PropagatedGraph { get; init; }

    /// <summary>How instances become segments; null: as the family says.</summary>
    public Composition? Composition { get; init; }

    /// <summary>How instances and stuff are merged.</summary>
    public PanopticOptions Panoptic { get; init; } = new();

    /// <summary>How objects are followed from frame to frame.</summary>
    public TrackerOptions Tracking { get; init; } = new();

    /// <summary>The keyframes of streams that choose no policy.</summary>
    public KeyframeOptions Keyframes { get; init; } = new(EveryFramePolicy.Name);

    /// <summary>Whether a keyframe graph that reads something of the keyframe before gets it.</summary>
    public bool Fusion { get; init; } = true;

    /// <summary>Checks that each column up to the largest is read by a class, so that a wrong number is seen.</summary>
    /// <exception cref="ModelPackageException">One is not.</exception>
    internal void RequireEveryColumn()
    {
        int unread = Enumerable.Range(0, Columns.Max()).Except(Columns).FirstOrDefault(-1);
        if (unread >= 0)
        {
            throw new ModelPackageException(File, $"classes[].channel names channels up to {Columns.Max()}, but none reads {unread}; each channel of the semantic output must be some class's");
        }
    }
}
