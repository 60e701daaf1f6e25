using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Lines;

/// <summary>What a line of JSON Lines says of a frame: segments, an error, or that it was dropped.</summary>
public sealed record ResultLine
{
    /// <summary>Whose frame it is; null: not written.</summary>
    public string? StreamId { get; init; }

    /// <summary>Its place in the server's log of all streams; null: not written.</summary>
    public ulong? Sequence { get; init; }

    public required ulong FrameNumber { get; init; }

    /// <summary>The name of the frame's picture file; null: not written.</summary>
    public string? File { get; init; }

    /// <summary>From the first frame; null: not written.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Why the frame is a keyframe, such as first_frame; null: it is none.</summary>
    public string? KeyframeReason { get; init; }

    /// <summary>Stations that the frame passed, and how long after its arrival; null: not written.</summary>
    public IReadOnlyList<(string Station, TimeSpan Passed)>? Times { get; init; }

    /// <summary>Null: there is no result.</summary>
    public IReadOnlyList<Segment>? Segments { get; init; }

    /// <summary>An RGB PNG; empty: not written.</summary>
    public ReadOnlyMemory<byte> LabelMap { get; init; }

    /// <summary>What happened at zones and lines; empty: not written.</summary>
    public IReadOnlyList<VideoEvent> Events { get; init; } = [];

    /// <summary>Why there is no result; null with no segments: the frame was dropped.</summary>
    public (string Code, string Message)? Error { get; init; }

    /// <summary>One region. Boxes and areas are in pixels of the frame as sent.</summary>
    public sealed record Segment
    {
        public required long SegmentId { get; init; }

        public required long? TrackId { get; init; }

        public required string? Category { get; init; }

        public required int CategoryId { get; init; }

        public required bool IsThing { get; init; }

        public required float Score { get; init; }

        public required PixelBox Box { get; init; }

        public required long Area { get; init; }

        /// <summary>Null: not written.</summary>
        public RleMask? Rle { get; init; }

        /// <summary>Null: not written.</summary>
        public IReadOnlyList<PolygonRing>? Polygons { get; init; }
    }

    /// <summary>What an object did at a zone or a line; what does not apply is null and not written.</summary>
    public sealed record VideoEvent(string Kind, string Place, string? Category, long? TrackId, int? Count);
}
