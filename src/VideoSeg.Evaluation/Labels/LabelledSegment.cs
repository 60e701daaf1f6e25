namespace VideoSeg.Evaluation.Labels;

/// <summary>A segment that is scored.</summary>
/// <param name="Id">The id of its pixels, above 0. The same in every frame of a sequence.</param>
/// <param name="CategoryId">What it is.</param>
/// <param name="IsCrowd">Ground truth that stands for many objects: never matched, and what is predicted on it is not held against the prediction.</param>
public readonly record struct LabelledSegment(int Id, int CategoryId, bool IsCrowd = false);
