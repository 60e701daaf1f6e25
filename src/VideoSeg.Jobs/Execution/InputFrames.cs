using System.Diagnostics.CodeAnalysis;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Execution;

/// <summary>Reads the frames of a job's video in order. It reads one frame ahead, since the next frame says how long a frame is shown.</summary>
internal sealed class InputFrames(VideoReader reader, double frameRate)
{
    private const int BytesPerPixel = 3;

    private static readonly PixelSize UsualSize = new(1280, 720);

    private Frame? _next;
    private TimeSpan _nextTime;
    private long _number;
    private bool _hasBegun;

    /// <summary>Whether all frames have been read.</summary>
    public bool HasEnded => _hasBegun && _next is null;

    /// <summary>The approximate size of a frame in memory.</summary>
    public long BytesOfFrame { get; } = BytesPerPixel * (reader.Size ?? UsualSize).Pixels;

    /// <summary>Skips the first <paramref name="count"/> frames, before anything is read.</summary>
    /// <exception cref="VideoException">The video has fewer frames.</exception>
    public void Skip(long count, CancellationToken cancellationToken)
    {
        for (; _number < count; _number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.TrySkip())
            {
                throw new VideoException("VIDEO_CHANGED", $"the video ends after {_number} frames; it had {count} before");
            }
        }
    }

    /// <param name="frame">The next frame; the caller disposes it.</param>
    /// <returns>Whether there is a frame.</returns>
    /// <exception cref="VideoException">The video has no frame at all.</exception>
    public bool TryRead([NotNullWhen(true)] out JobFrame? frame)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            ReadNext(_number);
        }

        if (_next is not { } picture)
        {
            frame = null;
            return false;
        }

        var (number, shown) = (_number++, _nextTime);
        ReadNext(_number);
        frame = new JobFrame(number, shown, _next is null ? shown + TimeSpan.FromSeconds(1 / frameRate) : _nextTime, picture);
        return true;
    }

    private void ReadNext(long number)
    {
        reader.TryRead(out _next);
        _nextTime = reader.Time ?? TimeSpan.FromSeconds(number / frameRate);
    }
}
