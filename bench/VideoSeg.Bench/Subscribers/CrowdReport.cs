namespace VideoSeg.Bench.Subscribers;

/// <summary>What a crowd of subscribers got.</summary>
/// <param name="Delivered">Results, of all of them.</param>
/// <param name="Missed">Sequence numbers that they were told they do not get.</param>
/// <param name="Unexplained">Numbers between a subscriber's first and its last that it neither got nor was told of, or got twice.</param>
/// <param name="Fewest">Numbers that the worst off accounts for.</param>
/// <param name="Most">Numbers that the best off accounts for.</param>
internal sealed record CrowdReport(long Delivered, long Missed, long Unexplained, long Fewest, long Most);
