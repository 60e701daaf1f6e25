namespace VideoSeg.Bench.Streams;

/// <summary>The result of <see cref="StreamsBenchmark"/>.</summary>
/// <param name="Single">Segmentations per second of one saturated stream, the mean of the runs before and after.</param>
/// <param name="SingleKeyframeShare">The share of keyframes in the saturated stream, 0 to 1.</param>
/// <param name="KeyframeMs">The median milliseconds from decoding to the end of inference of a keyframe, in the saturated stream.</param>
/// <param name="All">Many streams with ALL.</param>
/// <param name="Latest">Many streams with LATEST.</param>
/// <param name="PacedAll">Streams at 70 % of the capacity with ALL.</param>
/// <param name="PacedLatest">Streams at 70 % of the capacity with LATEST.</param>
internal sealed record StreamsResult(
    double Single, double SingleKeyframeShare, double KeyframeMs, LoadBlock All, LoadBlock Latest, LoadBlock PacedAll, LoadBlock PacedLatest);
