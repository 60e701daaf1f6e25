using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// The frame gets the last keyframe's heads, moved along the motion: maps are warped, boxes follow the cells inside them, and what an
/// instance is (scores, coefficients, embedding) stays. Masks follow by themselves, being coefficients x warped prototypes.
/// </summary>
/// <remarks>YolactEdge warps features in front of the heads and runs the heads on each frame; here the heads' outputs are warped, which leaves no network to run.</remarks>
internal sealed class ReuseStep(SegmentationModel model) : NetworkStep
{
    private readonly HeadsCopy _moved = new();
    private readonly WarpGrid _grid = new(model.GridWidth, model.GridHeight);
    private StreamMemory? _memory;
    private MotionField? _motion;

    public override PanopticHeads Heads => _moved.Heads;

    public override void Execute()
    {
        _grid.Set(_motion!.Flow);
        _moved.Move(_memory!.Heads, _motion, _grid);
    }

    public override void Dispose()
    {
        if (_motion is not null)
        {
            model.Return(_motion);
        }

        (_memory, _motion) = (null, null);
        model.Return(this);
    }

    internal void Load(StreamMemory memory, MotionField motion) => (_memory, _motion) = (memory, motion);

    internal override void Release()
    {
        // Its memory is managed.
    }
}
