using VideoSeg.Vision;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Bench.Tracks;

/// <summary>
/// How well tracks keep to people whose identity is known. A walker is to be found while at least half of it is seen; it is found by the segment of
/// people that covers it with an IoU above 0.5.
/// </summary>
/// <param name="category">The id of the class of people.</param>
internal sealed class IdentityScore(int category)
{
    private const double SeenShare = 0.5;

    private readonly Dictionary<int, (ulong Track, bool HiddenSince)> _last = [];
    private readonly Dictionary<ulong, uint> _categoryOfTrack = [];

    /// <summary>Walkers to be found, summed over the frames.</summary>
    public int Sightings { get; private set; }

    public int Found { get; private set; }

    /// <summary>A walker is found again with another track than before.</summary>
    public int Switches { get; private set; }

    /// <summary>A walker is found again after more than half of it was hidden by others.</summary>
    public int Returns { get; private set; }

    public int ReturnsWithTheirTrack { get; private set; }

    /// <summary>A track comes back with another class; must not be.</summary>
    public int ClassChanges { get; private set; }

    /// <summary>Other walkers and other tracks from now on.</summary>
    public void BeginClip()
    {
        _last.Clear();
        _categoryOfTrack.Clear();
    }

    /// <summary>The next frame.</summary>
    /// <param name="truth">Who is where.</param>
    /// <param name="result">With RLE masks.</param>
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
            Count(walker, seen[walker] >= SeenShare * truth.WholeArea[walker], tracks[walker]);
        }
    }

    private void Count(int walker, bool isSeen, ulong? track)
    {
        bool foundBefore = _last.TryGetValue(walker, out var last);
        if (!isSeen)
        {
            if (foundBefore)
            {
                _last[walker] = last with { HiddenSince = true };
            }

            return;
        }

        Sightings++;
        if (track is not { } now)
        {
            return;
        }

        Found++;
        if (foundBefore)
        {
            Switches += now != last.Track ? 1 : 0;
            Returns += last.HiddenSince ? 1 : 0;
            ReturnsWithTheirTrack += last.HiddenSince && now == last.Track ? 1 : 0;
        }

        _last[walker] = (now, false);
    }

    /// <summary>For each walker the track that finds it.</summary>
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
