namespace VideoSeg.Client;

/// <summary>One region of a frame: a thing, or all of one kind of stuff.</summary>
public sealed record Segment
{
    /// <summary>Unique in the frame, from 1.</summary>
    public required uint SegmentId { get; init; }

    /// <summary>The object's track, for things only: unique in the stream over all categories, and never used again. Null for stuff.</summary>
    public ulong? TrackId { get; init; }

    /// <summary>The id of the segment's category; the stream's categories are in <c>Started</c>.</summary>
    public required uint CategoryId { get; init; }

    /// <summary>Whether the segment is a thing (an object) rather than stuff.</summary>
    public required bool IsThing { get; init; }

    /// <summary>How sure the model is, 0 to 1.</summary>
    public required float Score { get; init; }

    /// <summary>The smallest box around the segment's pixels.</summary>
    public required SegmentBox Box { get; init; }

    /// <summary>The number of the segment's pixels, in pixels of the frame as it was sent.</summary>
    public required uint Area { get; init; }

    /// <summary>The mask, with mask encoding RLE; else null.</summary>
    public RleMask? Rle { get; init; }

    /// <summary>The mask's outlines, with mask encoding POLYGONS; else null.</summary>
    public IReadOnlyList<PolygonRing>? Polygons { get; init; }
}
