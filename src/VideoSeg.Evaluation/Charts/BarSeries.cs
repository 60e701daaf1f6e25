namespace VideoSeg.Evaluation.Charts;

/// <summary>Bars of one colour.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">One for each label, 0 or more; null: no bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double?> Values)
{
    /// <summary>For each label how far its value may be off, as a whisker; null: none.</summary>
    public IReadOnlyList<(double Low, double High)?>? Ranges { get; init; }
}
