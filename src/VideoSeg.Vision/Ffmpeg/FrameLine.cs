using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoSeg.Vision.Ffmpeg;

/// <summary>What ffmpeg's filter showinfo says of a frame, on a line of its own before the frame's pixels.</summary>
/// <param name="Seconds">When it is shown, from the start of the container; null: the file does not say.</param>
/// <param name="Size">The size in pixels, after rotation.</param>
/// <param name="Aspect">The shape of its pixels; square where the file does not say.</param>
internal sealed partial record FrameLine(double? Seconds, PixelSize Size, PixelAspect Aspect)
{
    public static bool TryParse(string line, [NotNullWhen(true)] out FrameLine? frame)
    {
        frame = null;
        if (Pattern().Match(line) is not { Success: true } match)
        {
            return false;
        }

        double? seconds = double.TryParse(match.Groups["time"].Value, CultureInfo.InvariantCulture, out var time) ? time : null;
        var aspect = new PixelAspect(Number("across"), Number("down"));
        frame = new(seconds, new(Number("width"), Number("height")), aspect is { Width: > 0, Height: > 0 } ? aspect : PixelAspect.Square);
        return frame.Size is { Width: > 0, Height: > 0 };

        int Number(string group) => int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    // From its beginning: text that stands in the file itself never begins a line.
    [GeneratedRegex(@"^\[Parsed_showinfo_\d+ @ 0x[0-9a-f]+\] \[info\] n: *\d+ .*?pts_time:(?<time>\S+) .* sar:(?<across>\d+)/(?<down>\d+) s:(?<width>\d+)x(?<height>\d+) ")]
    private static partial Regex Pattern();
}
