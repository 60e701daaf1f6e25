using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Bench.Masks;

/// <summary>One way to write masks, and what it cost.</summary>
/// <param name="Name">In the figures.</param>
/// <param name="Encode">Writes the masks of a map; the bytes of each, or of all where they are one picture.</param>
internal sealed record EncodingCost(string Name, Func<PanopticMap, IReadOnlyList<int>> Encode)
{
    /// <summary>A mask; a value for each round.</summary>
    public Samples Milliseconds { get; } = new();

    /// <summary>A value for each mask, or each picture.</summary>
    public Samples Bytes { get; } = new();

    /// <summary>Managed bytes a frame; a value for each round.</summary>
    public Samples Allocated { get; } = new();
}
