using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Labels;

/// <summary>A frame with a segment id for each pixel, as ground truth or as prediction.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Size">In pixels.</param>
/// <param name="Ids">[height, width]; 0 is void.</param>
/// <param name="Segments">Exactly those that have pixels.</param>
public sealed record LabelledImage(string Name, PixelSize Size, ReadOnlyMemory<int> Ids, IReadOnlyList<LabelledSegment> Segments)
{
    /// <summary>
    /// A copy of a map. A tracked segment has one id through the sequence, and so has each stuff category; a thing without a
    /// track has one that holds in this frame only.
    /// </summary>
    public static LabelledImage Of(string name, PanopticMap map)
    {
        var idOfLabel = new int[map.Segments.Count + 1];
        var segments = new List<LabelledSegment>(map.Segments.Count);
        foreach (PanopticSegment segment in map.Segments)
        {
            int id = SequenceId.Of(segment.Category, segment.TrackId, segment.SegmentId);
            idOfLabel[segment.SegmentId] = id;
            segments.Add(new LabelledSegment(id, segment.Category.Id));
        }

        var ids = new int[map.Labels.Length];
        ReadOnlySpan<ushort> labels = map.Labels;
        for (int pixel = 0; pixel < ids.Length; pixel++)
        {
            ids[pixel] = idOfLabel[labels[pixel]];
        }

        return new LabelledImage(name, map.Size, ids, segments);
    }
}
