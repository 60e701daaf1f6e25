using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Tracking;

/// <summary>
/// Video panoptic quality for one window (Kim et al., "Video Panoptic Segmentation", section 5): PQ on the frames of the
/// window side by side, so that a segment is a tube through them; the window slides by one annotated frame. A tube has the
/// category of its first frame in the window. A sequence that is shorter than the window has none.
/// </summary>
internal sealed class VideoPanopticQuality
{
    private readonly MatchTally _tally;
    private readonly Queue<SegmentOverlap> _frames = [];

    public VideoPanopticQuality(IReadOnlyList<Category> categories, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _tally = new MatchTally(categories);
        Window = window;
    }

    /// <summary>Annotated frames.</summary>
    public int Window { get; }

    public void Add(SegmentOverlap frame)
    {
        _frames.Enqueue(frame);
        if (_frames.Count < Window)
        {
            return;
        }

        var tubes = new SegmentOverlap();
        foreach (SegmentOverlap one in _frames)
        {
            tubes.Append(one);
        }

        _tally.Add(tubes);
        _frames.Dequeue();
    }

    public void EndSequence() => _frames.Clear();

    public QualityReport Report() => _tally.Report();
}
