using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference;

/// <summary>
/// A frame that <see cref="Segmenter.Look"/> has seen, with what its step needs of it: pixels, the motion, or both.
/// Its holder disposes it.
/// </summary>
public sealed class SightedFrame : IDisposable
{
    private readonly SegmentationModel _model;
    private readonly FramePicture _picture;
    private readonly FrameLimits _limits;
    private Frame? _pixels;
    private Sighting _sighting;

    internal SightedFrame(SegmentationModel model, FramePicture picture, FrameLimits limits, Frame seen, Sighting sighting)
    {
        (_model, _picture, _limits, Size, _pixels, _sighting) = (model, picture, limits, seen.Size, seen, sighting);
        if (!seen.IsWhole)
        {
            _pixels = null;
            seen.Dispose();
        }
    }

    /// <summary>Of the frame as sent.</summary>
    public PixelSize Size { get; }

    /// <summary>Why the whole network is to look at it; null: it is not.</summary>
    public KeyframeReason? KeyframeReason => _sighting.Reason;

    /// <summary>The frame for people to look at; its picture is decoded again where too few pixels are there.</summary>
    /// <param name="size">Not larger than the frame.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="FrameException">The picture is broken.</exception>
    public JpegPreview Preview(PixelSize size, int quality) => JpegPreview.Make(_pixels, _picture, size, quality, _limits);

    public void Dispose()
    {
        _pixels?.Dispose();
        _pixels = null;
        if (_sighting.Motion is { } motion)
        {
            _model.Return(motion);
            _sighting = _sighting with { Motion = null };
        }
    }

    /// <summary>The pixels, decoded now where too few are there; borrowed until the sighted frame is disposed.</summary>
    /// <param name="needed">The size that they will be brought to.</param>
    /// <exception cref="FrameException">The picture is broken.</exception>
    internal Frame Pixels(PixelSize needed)
    {
        if (_pixels?.HasPixelsFor(needed) != true)
        {
            _pixels?.Dispose();
            _pixels = null;
            _pixels = FrameDecoder.Decode(_picture, _limits, needed);
        }

        return _pixels;
    }

    /// <summary>The sighting and its motion go over to the caller.</summary>
    internal Sighting TakeSighting()
    {
        var sighting = _sighting;
        _sighting = sighting with { Motion = null };
        return sighting;
    }
}
