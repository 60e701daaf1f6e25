using System.Globalization;

namespace VideoSeg.Evaluation.Charts;

/// <summary>Bars from left to right, a group for each label, as an SVG picture.</summary>
/// <param name="Title">Above them.</param>
/// <param name="Unit">The unit of the values, under them.</param>
/// <param name="Labels">One for each group, from the top down.</param>
/// <param name="Series">One bar in each group; at least one.</param>
public sealed record BarChart(string Title, string Unit, IReadOnlyList<string> Labels, IReadOnlyList<BarSeries> Series)
{
    private const double Width = 760;
    private const double Top = 64;
    private const double BarHeight = 14;
    private const double GroupGap = 10;

    /// <summary>The largest value of the axis; null: that of the bars.</summary>
    public double? Maximum { get; init; }

    public string ToSvg()
    {
        var groupHeight = (Series.Count * BarHeight) + GroupGap;
        var bottom = Top + (Labels.Count * groupHeight);
        var left = 30 + (7.5 * Labels.Max(label => label.Length));
        var svg = new SvgDrawing(Width, bottom + 44, Title);
        svg.Legend(Series.Select(series => series.Name), left, double.PositiveInfinity, 48);

        var scale = new ChartScale(0, Maximum ?? Series.Max(Largest), left, Width - 60);
        foreach (var mark in scale.Marks)
        {
            svg.Line(scale.At(mark), Top, scale.At(mark), bottom, "#dddddd");
            svg.Words(mark.ToString("0.###", CultureInfo.InvariantCulture), scale.At(mark), bottom + 16, "middle", "#666666");
        }

        svg.Words(Unit, (left + Width - 60) / 2, bottom + 36, "middle");
        foreach (var (group, label) in Labels.Index())
        {
            var y = Top + (group * groupHeight) + (GroupGap / 2);
            svg.Words(label, left - 8, y + (Series.Count * BarHeight / 2) + 4, "end");
            foreach (var (series, bars) in Series.Index())
            {
                Draw(svg, scale, bars, series, group, y + (series * BarHeight));
            }
        }

        return svg.ToString();
    }

    private static void Draw(SvgDrawing svg, ChartScale scale, BarSeries bars, int series, int group, double y)
    {
        if (bars.Values[group] is not { } value)
        {
            return;
        }

        svg.Box(scale.At(0), y, scale.At(value) - scale.At(0), BarHeight - 2, SvgDrawing.ColourOf(series));
        var end = value;
        if (bars.Ranges?[group] is var (low, high))
        {
            svg.Line(scale.At(low), y + 6, scale.At(high), y + 6, "#222222", 1.5);
            end = Math.Max(value, high);
        }

        svg.Words(value.ToString("0.##", CultureInfo.InvariantCulture), scale.At(end) + 4, y + 10, size: 11);
    }

    private static double Largest(BarSeries bars) =>
        Math.Max(bars.Values.Max() ?? 0, bars.Ranges?.Max(range => range?.High) ?? 0);
}
