namespace VideoSeg.Client;

/// <summary>The panoptic segmentation of a frame: each pixel belongs to one segment, or to none (void).</summary>
public sealed record Segmentation
{
    /// <summary>The frame's width in pixels, as it was sent.</summary>
    public required int Width { get; init; }

    /// <summary>The frame's height in pixels, as it was sent.</summary>
    public required int Height { get; init; }

    /// <summary>Why the whole network ran on this frame; null: the result was propagated from the last keyframe.</summary>
    public KeyframeReason? KeyframeReason { get; init; }

    /// <summary>Whether the whole network ran on this frame.</summary>
    public bool IsKeyframe => KeyframeReason is not null;

    /// <summary>The things and the stuff of the frame.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>With mask encoding LABEL_MAP an RGB PNG of the masks' size: segment id = R + 256 G + 65536 B, 0 is void. Otherwise empty.</summary>
    public ReadOnlyMemory<byte> LabelMap { get; init; }

    /// <summary>
    /// When the class map was requested, an 8-bit grey PNG of the frame's size whose values are indices into the stream's categories. Otherwise
    /// empty.
    /// </summary>
    public ReadOnlyMemory<byte> ClassMap { get; init; }

    /// <summary>Decodes a segment's mask from its run lengths or from the label map.</summary>
    /// <param name="segment">A segment of this frame.</param>
    /// <returns>Null: the masks were sent as polygons, or not at all.</returns>
    /// <exception cref="InvalidDataException">The mask is broken.</exception>
    public Bitmask? MaskOf(Segment segment) =>
        segment.Rle?.Decode() ?? (LabelMap.IsEmpty ? null : Client.LabelMap.Decode(LabelMap).MaskOf(segment.SegmentId));
}
