namespace VideoSeg.Evaluation.Charts;

/// <summary>A line through points, in the order of x.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">At least one.</param>
public sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Beside the points, one for each; null: none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
