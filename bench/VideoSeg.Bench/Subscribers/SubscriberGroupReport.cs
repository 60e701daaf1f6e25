namespace VideoSeg.Bench.Subscribers;

/// <summary>What a group of subscribers received.</summary>
/// <param name="Delivered">Results delivered to all subscribers.</param>
/// <param name="Missed">Sequence numbers reported as missed.</param>
/// <param name="Unexplained">Sequence numbers between a subscriber's first and last that were neither delivered nor reported, or delivered twice.</param>
/// <param name="Fewest">The smallest number of accounted sequence numbers of any subscriber.</param>
/// <param name="Most">The largest number of accounted sequence numbers of any subscriber.</param>
internal sealed record SubscriberGroupReport(long Delivered, long Missed, long Unexplained, long Fewest, long Most);
