using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Bench.Masks;

/// <summary>A mask encoding and its measured cost.</summary>
/// <param name="Name">The name in the figures.</param>
/// <param name="Encode">Encodes the masks of a map and returns the size in bytes of each mask, or of the whole map if it is encoded as one image.</param>
internal sealed record EncodingCost(string Name, Func<PanopticMap, IReadOnlyList<int>> Encode)
{
    /// <summary>Milliseconds per mask; one value per round.</summary>
    public Samples Milliseconds { get; } = new();

    /// <summary>Encoded size in bytes; one value per mask, or per image.</summary>
    public Samples Bytes { get; } = new();

    /// <summary>Allocated managed bytes per frame; one value per round.</summary>
    public Samples Allocated { get; } = new();
}
