using VideoSeg.Evaluation.Segmentation;

namespace VideoSeg.Evaluation.Tracking;

/// <summary>Segmentation and tracking of sequences.</summary>
/// <param name="Frames">How many were scored.</param>
/// <param name="Sequences">How many they make; as many as frames where there are no videos.</param>
/// <param name="Pq">Panoptic quality of the frames, each for itself.</param>
/// <param name="Vpq">Video panoptic quality for each window, by its frames; the usual VPQ is the mean over the windows.</param>
/// <param name="Stq">Segmentation and tracking quality.</param>
public sealed record VideoQualityReport(
    int Frames, int Sequences, QualityReport Pq, IReadOnlyDictionary<int, QualityReport> Vpq, TrackingQuality Stq);
