using VideoSeg.Vision;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Bench.Tracks;

/// <summary>
/// Measures how well tracks keep the identity of walkers. A walker counts while at least half of it is visible; it is detected by the person
/// segment whose mask has an IoU above 0.5 with it.
/// </summary>
/// <param name="category">The category id of people.</param>
internal sealed class IdentityScore(int category)
{
    private const double VisibleShare = 0.5;

    private readonly Dictionary<int, (ulong Track, bool OccludedSince)> _last = [];
    private readonly Dictionary<ulong, uint> _categoryOfTrack = [];

    /// <summary>The number of visible walkers, summed over the frames.</summary>
    public int Visible { get; private set; }

    public int Found { get; private set; }

    /// <summary>The number of detections whose track differs from the last detection of the same walker.</summary>
    public int Switches { get; private set; }

    /// <summary>The number of detections after an occlusion of more than half of the walker.</summary>
    public int Returns { get; private set; }

    public int ReturnsWithTheirTrack { get; private set; }

    /// <summary>The number of tracks that changed their class; must be 0.</summary>
    public int ClassChanges { get; private set; }

    /// <summary>Starts a new clip, with other walkers and tracks.</summary>
    public void BeginClip()
    {
        _last.Clear();
        _categoryOfTrack.Clear();
    }

    /// <summary>Adds the next frame.</summary>
    /// <param name="truth">The ground truth of the frame.</param>
    /// <param name="result">A result with RLE masks.</param>
    public void Add(WalkTruth truth, Segmentation result)
    {
        foreach (var thing in result.Segments.Where(s => s.IsThing))
        {
            ClassChanges += _categoryOfTrack.TryGetValue(thing.TrackId!.Value, out uint known) && known != thing.CategoryId ? 1 : 0;
            _categoryOfTrack[thing.TrackId!.Value] = thing.CategoryId;
        }

        int[] seen = new int[truth.WholeArea.Length];
        foreach (byte id in truth.Ids)
        {
            seen[id]++;
        }

        var tracks = TracksOf(truth, result, seen);
        for (int walker = 1; walker < seen.Length; walker++)
        {
            Count(walker, seen[walker] >= VisibleShare * truth.WholeArea[walker], tracks[walker]);
        }
    }

    private void Count(int walker, bool isVisible, ulong? track)
    {
        bool foundBefore = _last.TryGetValue(walker, out var last);
        if (!isVisible)
        {
            if (foundBefore)
            {
                _last[walker] = last with { OccludedSince = true };
            }

            return;
        }

        Visible++;
        if (track is not { } now)
        {
            return;
        }

        Found++;
        if (foundBefore)
        {
            Switches += now != last.Track ? 1 : 0;
            Returns += last.OccludedSince ? 1 : 0;
            ReturnsWithTheirTrack += last.OccludedSince && now == last.Track ? 1 : 0;
        }

        _last[walker] = (now, false);
    }

    /// <summary>Returns the track that detects each walker.</summary>
    private ulong?[] TracksOf(WalkTruth truth, Segmentation result, int[] seen)
    {
        var size = new PixelSize((int)result.Width, (int)result.Height);
        Segment[] people = [.. result.Segments.Where(s => s.CategoryId == category)];
        byte[] found = new byte[size.Pixels];
        for (int i = 0; i < people.Length; i++)
        {
            new RleMask(size, people[i].Rle!.Counts).Paint(found.AsSpan(), (byte)(i + 1));
        }

        int[,] shared = new int[seen.Length, people.Length + 1];
        for (int pixel = 0; pixel < found.Length; pixel++)
        {
            shared[truth.Ids[pixel], found[pixel]]++;
        }

        var tracks = new ulong?[seen.Length];
        for (int walker = 1; walker < seen.Length; walker++)
        {
            for (int i = 0; i < people.Length; i++)
            {
                int both = shared[walker, i + 1];
                if (2 * both > seen[walker] + (long)people[i].Area - both)
                {
                    tracks[walker] = people[i].TrackId!.Value;
                }
            }
        }

        return tracks;
    }
}
