using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Families;

/// <summary>Reads the outputs of one graph. Holds no state of a run.</summary>
internal interface IHeadsDecoder
{
    /// <summary>Cells in a row of the heads' grid.</summary>
    int GridWidth { get; }

    /// <summary>Rows of the heads' grid.</summary>
    int GridHeight { get; }

    /// <summary>What the heads of one frame take, in bytes.</summary>
    long HeadsBytes { get; }

    /// <summary>Whether <see cref="PanopticHeads.Semantic"/> is there.</summary>
    bool HasSemanticHead { get; }

    /// <summary>The heads, borrowed from <paramref name="outputs"/>: valid until their next run.</summary>
    PanopticHeads Decode(TensorSet outputs);
}
