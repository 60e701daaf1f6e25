using System.Globalization;
using System.Security;
using System.Text;

namespace VideoSeg.Evaluation.Charts;

/// <summary>Writes an SVG picture of lines, boxes and words, as the charts need them. Coordinates in px, y down.</summary>
internal sealed class SvgDrawing
{
    private const double LegendLine = 20;

    /// <summary>Colours that people with colour vision deficiency can distinguish too (Okabe and Ito's palette).</summary>
    private static readonly string[] Palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"];

    private readonly StringBuilder _text = new();

    public SvgDrawing(double width, double height, string title)
    {
        Append($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" width="{width:0}" height="{height:0}" font-family="sans-serif" font-size="13">""");
        Append($"""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Words(title, width / 2, 24, "middle", size: 16);
    }

    public static string ColourOf(int series) => Palette[series % Palette.Length];

    public void Box(double x, double y, double width, double height, string colour) =>
        Append($"""<rect x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" fill="{colour}"/>""");

    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1) =>
        Append($"""<line x1="{x1:0.##}" y1="{y1:0.##}" x2="{x2:0.##}" y2="{y2:0.##}" stroke="{colour}" stroke-width="{width:0.##}"/>""");

    public void Path(IEnumerable<(double X, double Y)> points, string colour) =>
        Append($"""<polyline points="{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.##},{p.Y:0.##}")))}" fill="none" stroke="{colour}" stroke-width="2"/>""");

    public void Dot(double x, double y, string colour) => Append($"""<circle cx="{x:0.##}" cy="{y:0.##}" r="3" fill="{colour}"/>""");

    /// <param name="words">Anything; it is escaped.</param>
    /// <param name="x">The x of the anchor.</param>
    /// <param name="y">The y of the base line.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="colour">The colour of the letters.</param>
    /// <param name="size">In px; 0: the usual one.</param>
    public void Words(string words, double x, double y, string anchor = "start", string colour = "#222222", double size = 0) =>
        Append($"""<text x="{x:0.##}" y="{y:0.##}" text-anchor="{anchor}" fill="{colour}"{(size > 0 ? string.Create(CultureInfo.InvariantCulture, $" font-size=\"{size:0}\"") : "")}>{SecurityElement.Escape(words)}</text>""");

    /// <summary>The series' names beside their colours, in as many lines as they need.</summary>
    /// <param name="names">By series.</param>
    /// <param name="left">Where a line begins.</param>
    /// <param name="right">Where it ends.</param>
    /// <param name="y">The y of the first line.</param>
    public void Legend(IEnumerable<string> names, double left, double right, double y)
    {
        foreach (var (series, (name, x, line)) in Flow(names, left, right).Index())
        {
            Box(x, y + (line * LegendLine) - 10, 12, 12, ColourOf(series));
            Words(name, x + 18, y + (line * LegendLine));
        }
    }

    /// <summary>What a legend needs beyond its first line.</summary>
    public static double LegendHeight(IEnumerable<string> names, double left, double right) => LegendLine * Flow(names, left, right).Max(place => place.Line);

    private static IEnumerable<(string Name, double X, int Line)> Flow(IEnumerable<string> names, double left, double right)
    {
        double x = left;
        int line = 0;
        foreach (string name in names)
        {
            double width = 40 + (7.5 * name.Length);
            if (x > left && x + width > right)
            {
                (x, line) = (left, line + 1);
            }

            yield return (name, x, line);
            x += width;
        }
    }

    public override string ToString() => _text + "</svg>\n";

    private void Append(FormattableString element) => _text.AppendLine(FormattableString.Invariant(element));
}
