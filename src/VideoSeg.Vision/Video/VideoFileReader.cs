using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VideoSeg.Vision.Ffmpeg;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Video;

/// <summary>
/// Reads a video file through ffmpeg, which goes on behind damaged places. What is missing at the end, by what the container says, is the
/// <see cref="VideoReader.Shortfall"/>.
/// </summary>
internal sealed class VideoFileReader : VideoReader
{
    /// <summary>The longest time from frame to frame. Far above what any file needs: only a process that hangs, or a disk, takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const double UsualFrameRate = 25;

    private readonly string _name;
    private readonly FfmpegFrames _frames;
    private readonly FrameClock _clock;
    private readonly ExpectedFrames _expected;
    private long _read;
    private bool _hasEnded;

    private VideoFileReader(string name, FfmpegFrames frames, MediaDescription description, MediaDescription.Track track, FrameLine first)
    {
        (_name, _frames) = (name, frames);
        FrameRate = track.MeanRate is > 0 and <= 1000 and var rate ? rate : null;
        FrameCount = track.NbFrames > 0 ? track.NbFrames : null;
        (Size, PixelAspect, StartTime) = (first.Size, first.Aspect, TimeSpan.FromSeconds(first.Seconds ?? 0));
        _clock = new FrameClock(TimeSpan.FromSeconds(1 / (FrameRate ?? UsualFrameRate)));
        _expected = ExpectedFrames.Of(description, track);
    }

    public override double? FrameRate { get; }

    public override int? FrameCount { get; }

    public override bool IsLive => false;

    public override PixelSize? Size { get; }

    /// <param name="path">The path of the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How large its frames may be.</param>
    /// <exception cref="VideoException">There is no frame that can be read.</exception>
    public static VideoFileReader Open(string path, string name, FrameLimits limits)
    {
        var container = VideoContainer.Of(path, name);
        if (!FfmpegProgram.IsInstalled)
        {
            throw VideoException.WithoutProgram();
        }

        var access = InputAccess.ToFile(container.Demuxer);
        var description = MediaProbe.Describe(path, access);
        var track = description.ShownTrack ?? throw WithoutTrack(description, container, path, name);
        if (limits.ProblemOf(new PixelSize(track.Width, track.Height)) is { } problem)
        {
            throw VideoException.TooLarge($"{name}: {problem}");
        }

        var frames = FfmpegFrames.Start([.. access.Arguments, "-i", FfmpegProgram.FileOf(path)], track.Index, limits.MaxPixels, Patience);
        try
        {
            return frames.TryNext(out var first) ? new(name, frames, description, track, first)
                : throw (frames.TooLarge is { } tooLarge ? VideoException.TooLarge($"{name}: {tooLarge}.") : WithoutFrames(frames, track, name));
        }
        catch
        {
            frames.Dispose();
            throw;
        }
    }

    public override bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        if (!TryNext(out var line) || _frames.Read() is not { } bgr)
        {
            return End();
        }

        Passed(line);
        frame = new Frame(bgr, line.Size);
        return true;
    }

    public override bool TrySkip()
    {
        if (!TryNext(out var line) || !_frames.Skip())
        {
            return End();
        }

        Passed(line);
        return true;
    }

    public override void Interrupt() => _frames.Kill();

    public override void Dispose() => _frames.Dispose();

    private bool TryNext([NotNullWhen(true)] out FrameLine? line)
    {
        line = null;
        return !_hasEnded && _frames.TryNext(out line);
    }

    private void Passed(FrameLine line)
    {
        Time = _clock.Next(line.Seconds);
        _read++;
    }

    private bool End()
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            Shortfall = ShortfallOf(_expected.Missing(_read, Time ?? TimeSpan.Zero, StartTime, _frames.Errors > 0 || _frames.HasStalled));
        }

        return false;
    }

    private VideoShortfall? ShortfallOf(long missing)
    {
        var why = _frames.HasStalled ? $"ffmpeg gave no frame for {Patience.TotalSeconds:0} s" : _frames.FirstError;
        return missing <= 0 ? null : new VideoShortfall(missing, string.Create(
            CultureInfo.InvariantCulture,
            $"{_name}: {missing} of {_read + missing} frames could not be read{(why is null ? "; the file ends too early" : $" ({why.TrimEnd('.')})")}."));
    }

    private static VideoException WithoutTrack(MediaDescription description, VideoContainer container, string path, string name) =>
        description.HasSound ? VideoException.WithoutPicture($"{name} has sound, but no picture.")
        : container.MissingBytes > 0 ? VideoException.Broken($"{name} is cut off, and what there is cannot be read: by its header {container.MissingBytes} more bytes belong to it.")
        : VideoException.Broken($"{name} is not a video that can be read; its {new FileInfo(path).Length} bytes may be damaged or incomplete.");

    private static VideoException WithoutFrames(FfmpegFrames frames, MediaDescription.Track track, string name)
    {
        var codec = track.CodecName == "unknown" ? $"unknown ({track.CodecTagString})" : track.CodecName;
        return VideoException.WithoutFrames(
            frames.HasStalled ? $"{name} has no frame: ffmpeg gave none for {Patience.TotalSeconds:0} s."
            : $"{name} has no frame that can be decoded; its codec is {codec}{(frames.FirstError is { } error ? $" ({error.TrimEnd('.')})" : "")}.");
    }
}
