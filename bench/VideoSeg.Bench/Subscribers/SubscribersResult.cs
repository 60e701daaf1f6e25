namespace VideoSeg.Bench.Subscribers;

/// <summary>What <see cref="SubscribersBenchmark"/> measured.</summary>
/// <param name="Capacity">Results a second of the stream, saturated and alone.</param>
/// <param name="Offered">Frames a second that it was paced at.</param>
/// <param name="RateRatios">Of each round: results with subscribers by those without.</param>
/// <param name="CpuMicroseconds">Of each round: what the server's processor time grew by, for each delivered result.</param>
/// <param name="Delivered">Results that subscribers got.</param>
/// <param name="Missed">Results that they were told they do not get.</param>
/// <param name="Unexplained">Neither; at the worst subscriber's count for each of them.</param>
internal sealed record SubscribersResult(
    double Capacity, double Offered, Samples RateRatios, Samples CpuMicroseconds, long Delivered, long Missed, long Unexplained);
