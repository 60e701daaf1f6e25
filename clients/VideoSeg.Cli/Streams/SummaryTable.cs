using System.Globalization;
using Spectre.Console;

namespace VideoSeg.Cli.Streams;

/// <summary>What the user reads when a stream is over.</summary>
internal static class SummaryTable
{
    public static void Print(StreamSummary summary, StreamOptions options)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Row("frames", $"{summary.Frames} ({summary.Dropped} dropped, {summary.Failed} failed)");
        Row("speed", $"{summary.FramesPerSecond:0.0} frames a second over {summary.Duration.TotalSeconds:0.0} s, reading, sending and drawing included");
        Row("delay", $"median {summary.Delay(0.5):0} ms, 95 % within {summary.Delay(0.95):0} ms, 99 % within {summary.Delay(0.99):0} ms, from sending a frame to its result");
        Row("keyframes", $"{summary.Keyframes} of {summary.Segmented} ({100.0 * summary.Keyframes / Math.Max(summary.Segmented, 1):0} %)");
        Row("classes", $"{string.Join(", ", summary.Categories.Select(c => $"{c.Category} ({c.Frames})"))} (in how many frames)");
        Row("tracks", $"{summary.Tracks}");
        if (options.Overlay is { } overlay)
        {
            Row("video", $"{Path.GetFullPath(overlay)}");
        }

        if (options.Json is { } json)
        {
            Row("results", $"{Path.GetFullPath(json)}");
        }

        AnsiConsole.Write(grid);

        void Row(string name, FormattableString value) =>
            grid.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
    }
}
