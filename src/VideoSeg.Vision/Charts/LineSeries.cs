namespace VideoSeg.Vision.Charts;

/// <summary>A line through points, in the order of x.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">At least one.</param>
public sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points);
