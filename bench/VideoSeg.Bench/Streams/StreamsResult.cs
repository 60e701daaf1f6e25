namespace VideoSeg.Bench.Streams;

/// <summary>What <see cref="StreamsBenchmark"/> measured.</summary>
/// <param name="Single">Segmentations a second of one saturated stream, mean of the run before and the run after.</param>
/// <param name="SingleKeyframeShare">Of its results, 0 to 1.</param>
/// <param name="KeyframeMs">From pixels to the network's outputs, median, in the saturated stream.</param>
/// <param name="All">The many, ALL.</param>
/// <param name="Latest">The many, LATEST.</param>
/// <param name="PacedAll">At 70 % of the capacity, ALL.</param>
/// <param name="PacedLatest">At 70 % of the capacity, LATEST.</param>
internal sealed record StreamsResult(
    double Single, double SingleKeyframeShare, double KeyframeMs, LoadBlock All, LoadBlock Latest, LoadBlock PacedAll, LoadBlock PacedLatest);
