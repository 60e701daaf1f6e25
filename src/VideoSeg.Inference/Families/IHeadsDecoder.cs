using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Families;

/// <summary>Reads the heads of a network, and moves them. Holds no state of a run.</summary>
internal interface IHeadsDecoder
{
    /// <summary>The outputs that are heads, by name; all are of float32.</summary>
    IReadOnlyDictionary<string, TensorSpec> Heads { get; }

    /// <summary>Cells in a row of the heads' grid.</summary>
    int GridWidth { get; }

    /// <summary>Rows of the heads' grid.</summary>
    int GridHeight { get; }

    /// <summary>Whether <see cref="PanopticHeads.Semantic"/> is there.</summary>
    bool HasSemanticHead { get; }

    /// <summary>The head that says which things there are; null: none does.</summary>
    string? ThingHead { get; }

    /// <summary>The heads, borrowed from <paramref name="heads"/>: valid until their next run.</summary>
    PanopticHeads Decode(TensorSet heads);

    /// <summary>Writes one head of a keyframe as it is after the motion.</summary>
    /// <param name="head">Its name.</param>
    /// <param name="keyframe">Its values.</param>
    /// <param name="moved">As many.</param>
    /// <param name="motion">From the keyframe to the frame.</param>
    /// <param name="grid">Set to the motion's flow.</param>
    void Move(string head, ReadOnlySpan<float> keyframe, Span<float> moved, MotionField motion, WarpGrid grid);
}
