namespace VideoSeg.Vision.Metrics;

/// <summary>Segmentation and tracking of sequences.</summary>
/// <param name="Vpq">Video panoptic quality for each window, by its frames; the usual VPQ is the mean over the windows.</param>
/// <param name="Stq">Segmentation and tracking quality.</param>
public sealed record VideoQualityReport(IReadOnlyDictionary<int, QualityReport> Vpq, TrackingQuality Stq);
