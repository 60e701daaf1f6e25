using System.Diagnostics.CodeAnalysis;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Inputs;

/// <summary>The frames of a video in order. It is one ahead: how long a frame is shown is known from the next.</summary>
internal sealed class InputFrames(VideoReader reader, double frameRate)
{
    private static readonly PixelSize UsualSize = new(1280, 720);

    private Frame? _next;
    private TimeSpan _nextTime;
    private long _number;
    private bool _hasBegun;

    /// <summary>There are no more.</summary>
    public bool HasEnded => _hasBegun && _next is null;

    /// <summary>What the pixels of one take in memory, nearly.</summary>
    public long BytesOfFrame => 3 * (reader.Size ?? UsualSize).Pixels;

    /// <summary>Passes over the first <paramref name="count"/>, before anything is read.</summary>
    /// <exception cref="VideoException">There are fewer.</exception>
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

    /// <param name="frame">The caller's.</param>
    /// <returns>False: there are no more.</returns>
    /// <exception cref="VideoException">There is no frame at all.</exception>
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
