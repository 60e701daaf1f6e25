using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Streams;

/// <summary>A frame for which <see cref="ISegmenter.Analyze"/> has chosen between keyframe and propagation, with what its step needs of it. Its holder disposes it.</summary>
public abstract class AnalyzedFrame : IDisposable
{
    /// <summary>The size of the frame as sent.</summary>
    public abstract PixelSize Size { get; }

    /// <summary>Why the frame is a keyframe; null: it is propagated.</summary>
    public abstract KeyframeReason? KeyframeReason { get; }

    /// <summary>Makes a small picture of the frame for people; decodes again where too few pixels are left.</summary>
    /// <param name="size">Not larger than the frame.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="FrameException">The picture is broken.</exception>
    public abstract JpegPreview Preview(PixelSize size, int quality);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
