using System.Globalization;

namespace VideoSeg.Evaluation.Charts;

/// <summary>Lines over one axis, as an SVG picture.</summary>
/// <param name="Title">Above them.</param>
/// <param name="X">What the lower axis says, with its unit.</param>
/// <param name="Y">What the left axis says, with its unit.</param>
/// <param name="Series">At least one.</param>
public sealed record LineChart(string Title, string X, string Y, IReadOnlyList<LineSeries> Series)
{
    private const double Width = 760;
    private const double Left = 70;
    private const double Right = Width - 30;
    private const double PlotHeight = 280;

    /// <summary>Where the left axis starts.</summary>
    public double LeastY { get; init; }

    /// <summary>Where the lower axis starts; null: at 0, or below where a point lies there.</summary>
    public double? LeastX { get; init; }

    public string ToSvg()
    {
        var names = Series.Select(series => series.Name);
        double top = 84 + SvgDrawing.LegendHeight(names, Left, Right);
        double bottom = top + PlotHeight;
        double height = bottom + 56;
        var points = Series.SelectMany(series => series.Points).ToList();
        var x = new ChartScale(LeastX ?? Math.Min(0, points.Min(p => p.X)), points.Max(p => p.X), Left, Right);
        var y = new ChartScale(LeastY, points.Max(p => p.Y), bottom, top);
        var svg = new SvgDrawing(Width, height, Title);
        svg.Legend(names, Left, Right, 48);
        foreach (var mark in x.Marks)
        {
            svg.Line(x.At(mark), top, x.At(mark), bottom, "#eeeeee");
            svg.Words(mark.ToString("0.###", CultureInfo.InvariantCulture), x.At(mark), bottom + 18, "middle", "#666666");
        }

        foreach (var mark in y.Marks)
        {
            svg.Line(Left, y.At(mark), Right, y.At(mark), "#dddddd");
            svg.Words(mark.ToString("0.###", CultureInfo.InvariantCulture), Left - 6, y.At(mark) + 4, "end", "#666666");
        }

        svg.Words(X, (Left + Right) / 2, height - 14, "middle");
        svg.Words(Y, 8, top - 12);
        foreach (var (index, series) in Series.Index())
        {
            var colour = SvgDrawing.ColourOf(index);
            svg.Path(series.Points.Select(p => (x.At(p.X), y.At(p.Y))), colour);
            foreach (var (place, point) in series.Points.Index())
            {
                svg.Dot(x.At(point.X), y.At(point.Y), colour);
                svg.Words(series.Labels?[place] ?? "", x.At(point.X) + 5, y.At(point.Y) - 6, colour: colour);
            }
        }

        return svg.ToString();
    }
}
