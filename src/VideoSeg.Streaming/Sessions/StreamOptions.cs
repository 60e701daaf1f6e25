using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Streaming.Sessions;

/// <summary>What a client wants of its stream.</summary>
public sealed record StreamOptions
{
    public const int DefaultPriority = 5;

    /// <summary>1 to 64 of A-Z a-z 0-9 _ -, in tokens joined by dots; empty: the registry chooses one.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>Empty: the default model.</summary>
    public string Model { get; init; } = "";

    /// <summary>Default: RLE.</summary>
    public MaskEncoding MaskEncoding { get; init; }

    /// <summary>The longest side of the masks in pixels, 16 to 16384; 0 (default): the frame's own size.</summary>
    public int MaxMaskSide { get; init; }

    /// <summary>Default: no frame is lost.</summary>
    public DeliveryPolicy Delivery { get; init; }

    /// <summary>Things below are left out, 0 to 1; null (default): the model's own threshold. Up to that one, what was followed until now may stay with less.</summary>
    public double? MinimumScore { get; init; }

    /// <summary>Which frames the whole network looks at; null (default): the model's own choice.</summary>
    public KeyframePolicyKind? KeyframePolicy { get; init; }

    /// <summary>From a keyframe to the next, in frames, 1 to 1000; with the adaptive policy the longest. Null (default): the model's own.</summary>
    public int? KeyframeInterval { get; init; }

    /// <summary>With the adaptive policy the share of the picture that the last keyframe may fail to explain, 0 to 1. Null (default): the model's own.</summary>
    public double? KeyframeResidual { get; init; }

    /// <summary>Among streams that wait for the network, the higher one comes first more often, 1 to 10; default 5.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Also give the semantic head's class of each pixel. Default: no.</summary>
    public bool ClassMap { get; init; }
}
