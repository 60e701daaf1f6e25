using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Streams;

/// <summary>An analyzed frame with its picture as sent, from which more pixels can be decoded.</summary>
internal sealed class AnalyzedPicture : AnalyzedFrame
{
    private readonly StepPool _pool;
    private readonly FramePicture _picture;
    private readonly FrameLimits _limits;
    private Frame? _pixels;
    private KeyframeDecision _decision;

    /// <param name="pool">Takes the motion back.</param>
    /// <param name="picture">As sent.</param>
    /// <param name="limits">For decoding it again.</param>
    /// <param name="pixels">What is decoded of it; owned.</param>
    /// <param name="decision">Its motion is owned.</param>
    public AnalyzedPicture(StepPool pool, FramePicture picture, FrameLimits limits, Frame pixels, KeyframeDecision decision)
    {
        (_pool, _picture, _limits, Size, _pixels, _decision) = (pool, picture, limits, pixels.Size, pixels, decision);
        if (!pixels.IsWhole)
        {
            _pixels = null;
            pixels.Dispose();
        }
    }

    public override PixelSize Size { get; }

    public override KeyframeReason? KeyframeReason => _decision.Reason;

    public override JpegPreview Preview(PixelSize size, int quality) => JpegPreview.Make(_pixels, _picture, size, quality, _limits);

    /// <summary>The pixels, decoded now where too few are there; borrowed until the frame is disposed.</summary>
    /// <param name="needed">The size that they will be scaled to.</param>
    /// <exception cref="FrameException">The picture is broken.</exception>
    public Frame Pixels(PixelSize needed)
    {
        if (_pixels?.HasPixelsFor(needed) != true)
        {
            _pixels?.Dispose();
            _pixels = null;
            _pixels = FrameDecoder.Decode(_picture, _limits, needed);
        }

        return _pixels;
    }

    /// <summary>Hands the decision and its motion over to the caller.</summary>
    public KeyframeDecision TakeDecision()
    {
        var decision = _decision;
        _decision = decision with { Motion = null };
        return decision;
    }

    protected override void Dispose(bool disposing)
    {
        _pixels?.Dispose();
        _pixels = null;
        if (_decision.Motion is { } motion)
        {
            _pool.Return(motion);
            _decision = _decision with { Motion = null };
        }
    }
}
