namespace VideoSeg.Vision.Panoptic;

/// <summary>How the heads become one panoptic map; a model's package says its own.</summary>
public sealed record PanopticOptions
{
    /// <summary>Detections below are left out. 0..1; default 0.35.</summary>
    public double ScoreThreshold { get; init; } = 0.35;

    /// <summary>Detections down to this score stay where a thing is expected; <see cref="ScoreThreshold"/> or more: none. 0..1; default 0.1.</summary>
    public double ExpectedScoreThreshold { get; init; } = 0.1;

    /// <summary>An instance is dropped when more than this share of its mask is already taken. 0..1; default 0.5.</summary>
    public double OverlapLimit { get; init; } = 0.5;

    /// <summary>Stuff that covers less than this share of the frame becomes void. 0..1; default 0.001.</summary>
    public double StuffAreaLimit { get; init; } = 0.001;
}
