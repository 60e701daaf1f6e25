namespace VideoSeg.Evaluation.Charts;

/// <summary>From values to px along one axis, with round marks.</summary>
internal sealed class ChartScale
{
    private static readonly int[] Round = [1, 2, 5, 10];

    private readonly double _from;
    private readonly double _to;
    private readonly double _start;
    private readonly double _end;

    /// <param name="from">The least value.</param>
    /// <param name="to">The largest; widened to a mark.</param>
    /// <param name="start">Where <paramref name="from"/> lies, in px.</param>
    /// <param name="end">Where the last mark lies, in px.</param>
    public ChartScale(double from, double to, double start, double end)
    {
        Step = StepFor(Math.Max(to - from, 1e-9) / 5);
        (_from, _to, _start, _end) = (from, from + (Math.Ceiling(((to - from) / Step) - 1e-9) * Step), start, end);
        _to = Math.Max(_to, from + Step);
    }

    /// <summary>From a mark to the next: 1, 2 or 5 times a power of ten.</summary>
    public double Step { get; }

    public IEnumerable<double> Marks => Enumerable.Range(0, (int)Math.Round((_to - _from) / Step) + 1).Select(i => _from + (i * Step));

    public double At(double value) => _start + ((value - _from) / (_to - _from) * (_end - _start));

    private static double StepFor(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return Round.Select(times => times * power).First(step => step >= least * 0.999);
    }
}
