namespace VideoSeg.Bench;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public double Median => Quantile(0.5);

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
