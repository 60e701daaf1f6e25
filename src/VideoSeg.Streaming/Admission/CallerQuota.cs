using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Admission;

/// <summary>The limits that the streams of one caller share.</summary>
internal sealed class CallerQuota(StreamingOptions limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly RateLimit _frames = new(limits.MaxFramesPerSecond, time);
    private readonly RateLimit _bytes = new(limits.MaxBytesPerSecond, time);
    private readonly RateLimit _pixels = new(limits.MaxPixelsPerSecond, time);

    /// <summary>The caller's open streams. <see cref="StreamSlots"/> counts them, under its lock.</summary>
    public int Streams { get; set; }

    /// <summary>Whether a new quota would be the same as this one.</summary>
    public bool IsUnused
    {
        get
        {
            lock (_gate)
            {
                return Streams == 0 && _frames.IsFull && _bytes.IsFull && _pixels.IsFull;
            }
        }
    }

    /// <summary>Counts a frame that came. Null: it is within the limits.</summary>
    public FrameFailed? Take(FramePicture picture) => Take(_frames, 1, "FRAME_RATE_EXCEEDED", "frames") ?? Take(_bytes, picture.Bytes.Length, "BYTE_RATE_EXCEEDED", "bytes");

    /// <summary>Counts the pixels of a frame before it is decoded. Null: it is within the limits.</summary>
    /// <exception cref="FrameException">The picture's header has no size.</exception>
    public FrameFailed? TakePixels(FramePicture picture) =>
        _pixels.PerSecond == 0 ? null : Take(_pixels, FrameDecoder.SizeOf(picture).Pixels, "PIXEL_RATE_EXCEEDED", "pixels");

    private FrameFailed? Take(RateLimit limit, long amount, string reason, string unit)
    {
        lock (_gate)
        {
            var wait = limit.Take(amount);
            return wait == TimeSpan.Zero
                ? null
                : new FrameFailed(FrameFailureCause.Limit, reason, $"a caller may send {limit.PerSecond} {unit} a second; this frame could be taken in {wait.TotalSeconds:F3} s", wait);
        }
    }
}
