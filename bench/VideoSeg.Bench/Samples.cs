namespace VideoSeg.Bench;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => Quantile(0.5);

    /// <summary>
    /// In which the median of many more values would lie, at 95 % or more: between two of the sorted values, from the binomial distribution,
    /// whatever the values' own is. With fewer than 6 values it is their range.
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

    /// <summary>All of them together.</summary>
    public static Samples Of(IEnumerable<Samples> parts)
    {
        var all = new Samples();
        all._values.AddRange(parts.SelectMany(p => p._values));
        return all;
    }

    public void Add(double value) => _values.Add(value);

    /// <summary>Linear between the two nearest values.</summary>
    public double Quantile(double share)
    {
        var sorted = _values.Order().ToList();
        double position = share * (sorted.Count - 1);
        int below = (int)position;
        return sorted.Count == 0 ? 0 : below + 1 < sorted.Count ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>The median and the range of the values, such as 12.3 (11.8 to 14.0).</summary>
    public override string ToString() => $"{Median:F2} ({_values.Min():F2} to {_values.Max():F2})";
}
