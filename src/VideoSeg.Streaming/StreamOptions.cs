using VideoSeg.Vision.Masks;

namespace VideoSeg.Streaming;

/// <summary>What a client asks of its stream.</summary>
public sealed record StreamOptions
{
    /// <summary>The priority of a stream that asks for none.</summary>
    public const int DefaultPriority = 5;

    /// <summary>How the ids of jobs' streams begin. No client and no source may choose such an id.</summary>
    public const string JobIdPrefix = "job-";

    /// <summary>The stream's id: 1 to 64 of A-Z a-z 0-9 _ -, in tokens joined by dots. Empty (default): the server chooses one.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>The name of the model; empty (default): the default model.</summary>
    public string Model { get; init; } = "";

    /// <summary>How masks are encoded. Default: RLE.</summary>
    public MaskEncoding MaskEncoding { get; init; }

    /// <summary>The longest side of the masks in pixels, 16 to 16384; 0 (default): the frame's own size.</summary>
    public int MaxMaskSide { get; init; }

    /// <summary>What happens when frames come faster than they can be processed. Default: the sender waits.</summary>
    public DeliveryPolicy Delivery { get; init; }

    /// <summary>Things below this score are left out, 0 to 1; null (default): the model's threshold. Tracked objects may be kept below it, unless it exceeds the model's threshold.</summary>
    public double? MinimumScore { get; init; }

    /// <summary>The name of the keyframe policy; null (default): the model's own.</summary>
    public string? KeyframePolicy { get; init; }

    /// <summary>Frames from a keyframe to the next, 1 to 1000; with the adaptive policy the most. Null (default): the model's own.</summary>
    public int? KeyframeInterval { get; init; }

    /// <summary>With the adaptive policy, the share of the picture that the propagated keyframe may fail to explain, 0 to 1. Null (default): the model's own.</summary>
    public double? KeyframeResidual { get; init; }

    /// <summary>The stream's weight among those that wait for the network, 1 to 10; default 5.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Whether results carry a class map: the best class of each pixel by the semantic head. Default: no.</summary>
    public bool ClassMap { get; init; }
}
