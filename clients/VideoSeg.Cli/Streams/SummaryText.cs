using System.Globalization;
using VideoSeg.Cli.Results;

namespace VideoSeg.Cli.Streams;

/// <summary>Prints the summary at the end of a stream. Lines are not wrapped, so that paths can be copied.</summary>
internal static class SummaryText
{
    public static void Print(StreamSummary summary, StreamArguments options)
    {
        // Between the lines of the results a summary would be in the way.
        var output = OutputFile.IsStandardOutput(options.Json) ? Console.Error : Console.Out;
        Line("frames", $"{summary.Frames} ({summary.Dropped} dropped, {summary.Failed} failed{(summary.Shortfall is { } missing ? string.Create(CultureInfo.InvariantCulture, $", {missing.FramesMissing} missing") : "")})");
        Line("speed", $"{summary.FramesPerSecond:0.0} frames per second over {summary.Duration.TotalSeconds:0.0} s, including reading and drawing");
        Line("delay", $"median {summary.Delay(0.5):0} ms, 95 % {summary.Delay(0.95):0} ms, 99 % {summary.Delay(0.99):0} ms, from sending to result");
        Line("keyframes", $"{summary.Keyframes} of {summary.Segmented} ({100.0 * summary.Keyframes / Math.Max(summary.Segmented, 1):0} %)");
        Line("classes", $"{string.Join(", ", summary.Categories.Select(c => $"{c.Category} {c.Frames}"))} (class and number of frames)");
        Line("tracks", $"{summary.Tracks}");
        if (options.Overlay is { } overlay)
        {
            Line("video", $"{Path.GetFullPath(overlay)}");
        }

        if (options.Json is { } json && !OutputFile.IsStandardOutput(json))
        {
            Line("results", $"{Path.GetFullPath(json)}");
        }

        if (summary.Shortfall is { } shortfall)
        {
            Console.Error.WriteLine($"videoseg: {shortfall.Message}");
        }

        void Line(string name, FormattableString value) => output.WriteLine($"{name,-12}{value.ToString(CultureInfo.InvariantCulture)}");
    }
}
