using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Packages;

/// <summary>What a package's model.json says, checked by <see cref="ManifestReader"/>.</summary>
public sealed record ModelManifest
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Description { get; init; }

    /// <summary>What may be done with the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Origin { get; init; }

    /// <summary>Which decoder reads the outputs.</summary>
    public required string Family { get; init; }

    public required ModelInput Input { get; init; }

    /// <summary>The classes, in the order of model.json.</summary>
    public required IReadOnlyList<Category> Categories { get; init; }

    /// <summary>Which channel of the semantic head each class reads.</summary>
    public required ClassChannels Channels { get; init; }

    /// <summary>The path of the ONNX file that is the whole network.</summary>
    public required string KeyframeGraph { get; init; }

    /// <summary>The path of the ONNX file that runs between keyframes; null: none does.</summary>
    public string? NonkeyframeGraph { get; init; }

    public required PanopticOptions Panoptic { get; init; }

    /// <summary>For streams that choose no policy.</summary>
    public required KeyframeChoice Keyframes { get; init; }

    /// <summary>Whether a keyframe graph that takes something of the keyframe before gets it.</summary>
    public bool Fusion { get; init; } = true;
}
