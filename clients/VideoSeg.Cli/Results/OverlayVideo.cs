using VideoSeg.Vision;
using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Video.Writing;
using Category = VideoSeg.Vision.Panoptic.Category;
using Frame = VideoSeg.Vision.Frames.Frame;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Cli.Results;

/// <summary>Writes the video with the results drawn on it: masks if the results have RLE masks, otherwise boxes.</summary>
internal sealed class OverlayVideo : IDisposable
{
    private readonly VideoFileWriter _video;
    private readonly OverlayPainter _painter = new();
    private readonly Dictionary<uint, Category> _categories;

    /// <param name="video">The file; this object disposes it.</param>
    /// <param name="categories">The categories of the model.</param>
    public OverlayVideo(VideoFileWriter video, IEnumerable<V1.Category> categories)
    {
        _video = video;
        _categories = categories.ToDictionary(c => c.CategoryId, c => c.ToVision());
    }

    /// <param name="picture">The frame; not disposed, but drawn on.</param>
    /// <param name="result">The result of this frame.</param>
    /// <param name="time">The presentation time.</param>
    public void Write(Frame picture, FrameResult result, TimeSpan time)
    {
        IEnumerable<Segment> segments = result.Segmentation?.Segments ?? [];
        _painter.Paint(picture, [.. segments.Select(ToOverlay)], Caption(result));
        _video.Write(picture, time);
    }

    /// <summary>Closes the file.</summary>
    public void Finish() => _video.Finish();

    public void Dispose() => _video.Dispose();

    private OverlaySegment ToOverlay(Segment segment) => new(
        _categories[segment.CategoryId],
        checked((long?)segment.TrackId),
        segment.Score,
        new PixelBox(segment.Box.X, segment.Box.Y, segment.Box.Width, segment.Box.Height),
        segment.Rle is { } rle ? new RleMask(new PixelSize(rle.Width, rle.Height), rle.Counts) : null);

    private static OverlayCaption Caption(FrameResult result) => result switch
    {
        { Segmentation.KeyframeReason: { } reason } => new(true, $"keyframe: {KeyframeReasonNames.Of(reason).Replace('_', ' ')}"),
        { Segmentation: not null } => new(false, "propagated"),
        { Dropped: true } => new(false, "dropped"),
        _ => new(false, $"failed: {result.Error?.Reason}"),
    };
}
