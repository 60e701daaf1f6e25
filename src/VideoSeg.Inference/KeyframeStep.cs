using VideoSeg.Inference.Families;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>The whole network looks at the frame; its heads are kept for the frames that follow.</summary>
internal sealed class KeyframeStep(SegmentationModel model, Graph graph, IHeadsDecoder decoder) : NetworkStep
{
    private readonly TensorSet _inputs = new(graph.Inputs.Values);
    private readonly TensorSet _outputs = new(graph.Outputs.Values);
    private PixelBox _frameArea;
    private StreamMemory? _memory;
    private MotionField? _motion;
    private int _number;

    public override PanopticHeads Heads => decoder.Decode(_outputs) with { FrameArea = _frameArea };

    public override void Execute()
    {
        graph.Run(_inputs, _outputs, OneThread);
        _memory?.Keep(Heads, _motion!, _number);
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

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="sighting">Its motion goes over to the step.</param>
    /// <param name="memory">Where the heads are kept; null: nowhere.</param>
    internal void Load(Frame frame, Sighting sighting, StreamMemory? memory)
    {
        model.Image.Write(frame, _inputs);
        _frameArea = model.Image.Area(frame.Size);
        (_memory, _motion, _number) = (memory, sighting.Motion, sighting.Keyframe);
    }

    internal override void Release()
    {
        _inputs.Dispose();
        _outputs.Dispose();
    }
}
