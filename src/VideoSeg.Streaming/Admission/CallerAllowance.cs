using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Admission;

/// <summary>What the streams of one caller may use together.</summary>
internal sealed class CallerAllowance(StreamingOptions limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly RateLimit _frames = new(limits.MaxFramesPerSecond, time);
    private readonly RateLimit _bytes = new(limits.MaxBytesPerSecond, time);
    private readonly RateLimit _pixels = new(limits.MaxPixelsPerSecond, time);

    /// <summary>That are open. The registry's to count.</summary>
    public int Streams { get; set; }

    /// <summary>To forget this allowance would change nothing.</summary>
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

    /// <summary>A frame came. Null: it is within the limits.</summary>
    public FrameFailed? Take(FramePicture picture) => Take(_frames, 1, "FRAME_RATE_EXCEEDED", "frames") ?? Take(_bytes, picture.Bytes.Length, "BYTE_RATE_EXCEEDED", "bytes");

    /// <summary>A frame is about to be decoded. Null: it is within the limits.</summary>
    /// <exception cref="FrameException">The picture does not say its size.</exception>
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
