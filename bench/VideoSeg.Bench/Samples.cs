namespace VideoSeg.Bench;

/// <summary>Repeated measurements of one quantity.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => Quantile(0.5);

    /// <summary>
    /// A distribution-free confidence interval of the median, with a level of at least 95 %: two order statistics chosen by the binomial
    /// distribution. With fewer than 6 values it is their range.
    /// </summary>
    public (double Low, double High) MedianInterval
    {
        get
        {
            var sorted = _values.Order().ToList();
            int n = sorted.Count;
            int outside = 0;
            double chance = Math.Pow(0.5, n);
            double below = chance;
            while (outside + 1 < n / 2 && 2 * (below + (chance * (n - outside) / (outside + 1))) <= 0.05)
            {
                chance *= (double)(n - outside) / (outside + 1);
                below += chance;
                outside++;
            }

            return n == 0 ? default : (sorted[outside], sorted[n - 1 - outside]);
        }
    }

    /// <summary>Merges samples into one.</summary>
    public static Samples Of(IEnumerable<Samples> parts)
    {
        var all = new Samples();
        all._values.AddRange(parts.SelectMany(p => p._values));
        return all;
    }

    public void Add(double value) => _values.Add(value);

    /// <summary>Returns a quantile, interpolated linearly between the two nearest values.</summary>
    public double Quantile(double share)
    {
        var sorted = _values.Order().ToList();
        double position = share * (sorted.Count - 1);
        int below = (int)position;
        return sorted.Count == 0 ? 0 : below + 1 < sorted.Count ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>Returns the median and the range of the values, such as 12.30 (11.80 to 14.00).</summary>
    public override string ToString() => $"{Median:F2} ({_values.Min():F2} to {_values.Max():F2})";
}
