using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Tracking;

/// <summary>
/// Gives the things of a stream ids that stay the same from frame to frame, from the cues of VPSNet's track head (Kim et al.,
/// "Video Panoptic Segmentation", section 4): embedding, box overlap, class and detection score.
/// </summary>
/// <remarks>
/// <para>
/// A track expects its object where constant velocity takes it. The affinity of a track and a segment of the same class mixes
/// the cosine of their embeddings (where the model has them) with the overlap of their boxes, or their nearness; surer
/// detections weigh more, and the assignment with the largest sum wins. What is left over starts a track at once, since
/// results leave while the video plays and can't wait for a confirmation. A track that is not seen stays in memory for
/// <see cref="TrackerOptions.MemoryFrames"/> frames and may return; then it is forgotten.
/// </para>
/// <para>
/// Deliberate differences from VPSNet: an optimal assignment, not a greedy one; memory ages out, and a track's embedding is a
/// moving average, not the last one; the same class is a condition, not a weight, so an id never changes its class and an
/// object whose class changes gets a new id. Ids count up from 1 and are never used again.
/// </para>
/// <para>One tracker for each stream; not safe for threads.</para>
/// </remarks>
public sealed class Tracker(TrackerOptions options)
{
    private readonly List<Track> _tracks = [];
    private long _lastId;

    /// <summary>Goes on where another tracker was saved.</summary>
    public Tracker(TrackerOptions options, TrackerState saved)
        : this(options)
    {
        _lastId = saved.LastId;
        _tracks.AddRange(saved.Tracks.Select(track => new Track(track, options)));
    }

    /// <summary>The objects that were seen in the last frame, and in two frames with fresh detections, where they are expected in the next.</summary>
    /// <param name="frame">The size of the next.</param>
    public IReadOnlyList<ExpectedThing> Expect(PixelSize frame) =>
        [.. _tracks.Where(track => track.IsFollowed).Select(track => track.NextIn(frame))];

    public TrackerState Save() => new(_lastId, [.. _tracks.Select(track => track.Save())]);

    /// <summary>Takes the segments of the stream's next frame.</summary>
    /// <param name="segments">The segments of one frame.</param>
    /// <param name="frame">Its size, which may differ from the last frame's: positions are scaled.</param>
    /// <param name="hasFreshDetections">False: they are those of an earlier frame, moved, and tell nothing new but where they may be.</param>
    /// <returns>The same segments in the same order; things have a <see cref="PanopticSegment.TrackId"/>.</returns>
    public IReadOnlyList<PanopticSegment> Update(IReadOnlyList<PanopticSegment> segments, PixelSize frame, bool hasFreshDetections)
    {
        foreach (Track track in _tracks)
        {
            track.BeginFrame();
        }

        // One frame not seen is age 2: the object was seen two frames ago.
        _tracks.RemoveAll(track => track.Age > options.MemoryFrames + 1);
        List<int> things = [.. Enumerable.Range(0, segments.Count).Where(i => segments[i].Category.IsThing)];
        int[] assigned = Assignment.Solve(Gains(segments, things, frame));
        PanopticSegment[] result = [.. segments];
        for (int i = 0; i < things.Count; i++)
        {
            PanopticSegment segment = segments[things[i]];
            Track track;
            if (assigned[i] >= 0)
            {
                track = _tracks[assigned[i]];
                track.See(segment, frame, hasFreshDetections);
            }
            else
            {
                track = new Track(++_lastId, segment, frame, options);
                _tracks.Add(track);
            }

            result[things[i]] = segment with { TrackId = track.Id };
        }

        return result;
    }

    /// <summary>[things, tracks]; 0 where the two must not match.</summary>
    private double[,] Gains(IReadOnlyList<PanopticSegment> segments, List<int> things, PixelSize frame)
    {
        var gains = new double[things.Count, _tracks.Count];
        for (int i = 0; i < things.Count; i++)
        {
            PanopticSegment segment = segments[things[i]];
            for (int t = 0; t < _tracks.Count; t++)
            {
                double affinity = _tracks[t].AffinityTo(segment, frame);
                gains[i, t] = affinity > 0 && affinity >= options.LeastAffinity ? affinity * (1 + segment.Score) : 0;
            }
        }

        return gains;
    }
}
