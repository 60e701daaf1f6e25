using System.Globalization;
using VideoSeg.Vision.Ffmpeg;

namespace VideoSeg.Vision.Video;

/// <summary>
/// How many frames a video should have, by what its container says. A container's count is not the truth: AVI counts empty frames, and an edit list hides
/// some. So a count alone accuses nobody: frames are missing only where decoding failed too, or where the video ends before its time.
/// </summary>
/// <param name="Count">As the container says; 0: it does not.</param>
/// <param name="Rate">Frames a second; 0: unknown.</param>
/// <param name="ConstantRate">Frames a second, if all are equally far apart; 0: unknown, or they are not.</param>
/// <param name="End">When the last frame ends, from the start of the container; zero: unknown.</param>
internal sealed record ExpectedFrames(long Count, double Rate, double ConstantRate, TimeSpan End)
{
    /// <summary>How early the last frame may come without anything missing, in frames.</summary>
    private const double Tolerance = 1.5;

    private static readonly string[] StatingDuration = ["mov", "matroska", "avi", "flv", "asf", "mxf"];

    public static ExpectedFrames Of(MediaDescription media, MediaDescription.Track track) =>
        new(track.NbFrames, track.MeanRate, track.ConstantRate, TimeSpan.FromSeconds(EndOf(media, track)));

    /// <param name="read">Frames that were read.</param>
    /// <param name="last">When the last one is shown, from the first.</param>
    /// <param name="start">When the first one is shown, from the start of the container.</param>
    /// <param name="hasFailed">Whether something of the file could not be decoded.</param>
    public long Missing(long read, TimeSpan last, TimeSpan start, bool hasFailed)
    {
        double framesShort = Rate > 0 && End > TimeSpan.Zero ? (End - start - last).TotalSeconds * Rate : 0;
        bool endsEarly = framesShort > Tolerance;
        if (!hasFailed && !endsEarly)
        {
            return 0;
        }

        long byCount = Count > 0 ? Count - read : 0;
        long byTime = endsEarly ? (long)Math.Round(framesShort) - 1 : 0;
        long byGaps = hasFailed && ConstantRate > 0 ? (long)Math.Round(last.TotalSeconds * ConstantRate) + 1 - read : 0;
        return Math.Max(byCount, Math.Max(0, byGaps) + byTime);
    }

    private static double EndOf(MediaDescription media, MediaDescription.Track track)
    {
        // Other formats hold no duration, and FFmpeg's is a guess from the last time stamps or the bit rate.
        if (!StatingDuration.Any(format => media.Format.FormatName.StartsWith(format, StringComparison.Ordinal)))
        {
            return 0;
        }

        // A cut AVI has a shorter duration for FFmpeg, but its header still counts all frames.
        if (media.Format.FormatName == "avi" && track is { NbFrames: > 0, MeanRate: > 0 })
        {
            return track.NbFrames / track.MeanRate;
        }

        double begin = track.StartTime - media.Format.StartTime;
        return track.Duration > 0 ? begin + track.Duration
            : track.Tags.FirstOrDefault(tag => tag.Key.StartsWith("DURATION", StringComparison.Ordinal)).Value is { } tag ? SecondsOf(tag)
            : media.Streams.Count == 1 ? media.Format.Duration
            : 0;
    }

    /// <summary>Reads a duration such as "00:00:01.200000000", as Matroska writes it, in seconds.</summary>
    private static double SecondsOf(string duration) =>
        duration.Split(':') is [var hours, var minutes, var seconds]
            && double.TryParse(hours, CultureInfo.InvariantCulture, out double h)
            && double.TryParse(minutes, CultureInfo.InvariantCulture, out double m)
            && double.TryParse(seconds, CultureInfo.InvariantCulture, out double s) ? (h * 3600) + (m * 60) + s : 0;
}
