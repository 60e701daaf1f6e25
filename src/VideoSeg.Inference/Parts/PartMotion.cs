using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Parts;

/// <summary>The motion from a keyframe to a frame, in the two forms that parts need. Borrowed.</summary>
/// <param name="field">Where boxes go.</param>
/// <param name="grid">Warps maps; set to the field's flow.</param>
public readonly ref struct PartMotion(MotionField field, WarpGrid grid)
{
    public MotionField Field { get; } = field;

    public WarpGrid Grid { get; } = grid;
}
