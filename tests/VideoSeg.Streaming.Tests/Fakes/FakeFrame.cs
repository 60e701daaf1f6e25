using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Tests.Fakes;

/// <summary>A decoded frame and what was chosen for it.</summary>
/// <param name="pixels">Owned.</param>
/// <param name="seen">What the network sees of it.</param>
/// <param name="reason">Why it is a keyframe; null: it is propagated.</param>
/// <param name="keyframe">The number of the keyframe that it is, or stands on.</param>
/// <param name="open">Counts it.</param>
internal sealed class FakeFrame(Frame pixels, Colours seen, KeyframeReason? reason, int keyframe, IDisposable open) : AnalyzedFrame
{
    public Colours Seen => seen;

    public int Keyframe => keyframe;

    public override PixelSize Size => pixels.Size;

    public override KeyframeReason? KeyframeReason => reason;

    public override JpegPreview Preview(PixelSize size, int quality) =>
        JpegPreview.Make(pixels, new DecodedPicture(pixels), size, quality, new FrameLimits(pixels.Size.Pixels));

    protected override void Dispose(bool disposing)
    {
        open.Dispose();
        pixels.Dispose();
    }
}
