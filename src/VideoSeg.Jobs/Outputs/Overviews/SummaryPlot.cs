using System.Globalization;
using System.Net;
using System.Text;
using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs.Overviews;

/// <summary>The plots of a summary as SVG: time to the right, from the first frame to the last.</summary>
/// <param name="firstTime">The time of the first frame, in seconds.</param>
/// <param name="lastTime">The time of the last frame, in seconds.</param>
internal sealed class SummaryPlot(double firstTime, double lastTime)
{
    private const int Left = 130;
    private const int Width = 820;

    /// <summary>As many points as a screen shows.</summary>
    private const int Bins = 400;

    private readonly double _seconds = Math.Max(lastTime - firstTime, 1e-3);

    /// <summary>How many things each frame has (the mean where points are dense), with a mark for each keyframe.</summary>
    public string Things(IEnumerable<LoggedFrame> frames)
    {
        var sums = new double[Bins];
        var counts = new int[Bins];
        var keyframes = new bool[Bins];
        foreach (var frame in frames)
        {
            int bin = (int)Math.Min(Bins - 1, (frame.Time - firstTime) / _seconds * Bins);
            bin = Math.Max(0, bin);
            sums[bin] += frame.Segments.Count(segment => segment.Track is not null);
            counts[bin]++;
            keyframes[bin] |= frame.Keyframe is not null;
        }

        const int height = 160;
        var means = Enumerable.Range(0, Bins).Where(bin => counts[bin] > 0).Select(bin => (Bin: bin, Mean: sums[bin] / counts[bin])).ToArray();
        double most = Math.Max(1, means.Max(point => point.Mean));
        var svg = Open(height + 40);
        for (int step = 0; step <= 4; step++)
        {
            double y = height - (step * (height - 10) / 4.0);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{most * step / 4:0.#}</text>");
        }

        svg.Append("<polyline class=\"line\" points=\"");
        foreach (var (bin, mean) in means)
        {
            svg.Append(CultureInfo.InvariantCulture, $"{XOf(bin):0.#},{height - (mean / most * (height - 10)):0.#} ");
        }

        svg.Append("\"/>");
        for (int bin = 0; bin < Bins; bin++)
        {
            if (keyframes[bin])
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"keyframe\" x1=\"{XOf(bin):0.#}\" x2=\"{XOf(bin):0.#}\" y1=\"{height + 3}\" y2=\"{height + 11}\"/>");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{height + 12}\" text-anchor=\"end\">keyframes</text>");
        return Close(svg, height + 26);

        static double XOf(int bin) => Left + ((bin + 0.5) * Width / Bins);
    }

    /// <summary>From when to when each object was seen, in its colour.</summary>
    public string Tracks(IReadOnlyList<TrackTable.Row> rows, IReadOnlyDictionary<int, Category> categories)
    {
        const int row = 16;
        var svg = Open((rows.Count * row) + 26);
        for (int i = 0; i < rows.Count; i++)
        {
            var track = rows[i];
            double x = Left + ((track.FirstTime - firstTime) / _seconds * Width);
            double width = Math.Max(2, (track.LastTime - track.FirstTime) / _seconds * Width);
            var colour = TrackColours.Of(track.Track);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{(i * row) + 12}\" text-anchor=\"end\">{WebUtility.HtmlEncode(categories[track.Category].Name)} {track.Track}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{(i * row) + 3}\" width=\"{width:0.#}\" height=\"{row - 6}\" rx=\"3\" fill=\"rgb({colour.R},{colour.G},{colour.B})\"/>");
        }

        return Close(svg, (rows.Count * row) + 16);
    }

    private static StringBuilder Open(int height) => new(FormattableString.Invariant($"<svg viewBox=\"0 0 {Left + Width + 30} {height}\" role=\"img\">"));

    /// <param name="svg">The plot.</param>
    /// <param name="y">The y of the axis' figures.</param>
    private string Close(StringBuilder svg, int y)
    {
        for (int step = 0; step <= 4; step++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (step * Width / 4)}\" y=\"{y + 8}\" text-anchor=\"middle\">{firstTime + (_seconds * step / 4):0.#} s</text>");
        }

        return svg.Append("</svg>").ToString();
    }
}
