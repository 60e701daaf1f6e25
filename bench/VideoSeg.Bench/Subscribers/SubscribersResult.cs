namespace VideoSeg.Bench.Subscribers;

/// <summary>The result of <see cref="SubscribersBenchmark"/>.</summary>
/// <param name="Capacity">Results per second of the saturated stream without subscribers.</param>
/// <param name="Offered">The frame rate of the paced stream, in frames per second.</param>
/// <param name="RateRatios">Results with subscribers divided by those without; one value per round.</param>
/// <param name="CpuMicroseconds">Additional processor time of the server per delivered result, in microseconds; one value per round.</param>
/// <param name="Delivered">Results delivered to subscribers.</param>
/// <param name="Missed">Results reported as missed.</param>
/// <param name="Unexplained">Results neither delivered nor reported; counted for every subscriber as for the worst one.</param>
internal sealed record SubscribersResult(
    double Capacity, double Offered, Samples RateRatios, Samples CpuMicroseconds, long Delivered, long Missed, long Unexplained);
