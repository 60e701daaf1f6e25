namespace VideoSeg.Bench.Soak;

/// <summary>Memory readings over time. The first third, in which the server warms up, is ignored.</summary>
internal sealed class MemoryTrend
{
    private readonly List<double> _bytes = [];

    public double MiddleThird => Median(_bytes[(_bytes.Count / 3)..(2 * _bytes.Count / 3)]);

    public double LastThird => Median(_bytes[(2 * _bytes.Count / 3)..]);

    public void Add(double bytes) => _bytes.Add(bytes);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
