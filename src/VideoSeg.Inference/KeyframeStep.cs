using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// The whole network looks at the frame; what the frames that follow need of it is kept. A network that fuses over time also looks at what is kept of the
/// keyframe before.
/// </summary>
internal sealed class KeyframeStep(SegmentationModel model, KeyframeNetwork network) : NetworkStep
{
    private readonly TensorSet _inputs = new(network.Graph.Inputs.Values);
    private readonly TensorSet _outputs = new(network.Graph.Outputs.Values);
    private PixelBox _frameArea;
    private StreamMemory? _memory;
    private MotionField? _motion;
    private int _number;
    private bool _fuses;

    public override PanopticHeads Heads => network.Decoder.Decode(_outputs) with { FrameArea = _frameArea };

    public override void Execute()
    {
        if (network.Fusion is { } fusion)
        {
            Fuse(fusion);
        }

        network.Graph.Run(_inputs, _outputs, OneThread);
        _memory?.Keep(_outputs, network.Decoder.Heads, _frameArea, _number);
        Forget();
    }

    public override void Dispose()
    {
        Forget();
        if (_motion is not null)
        {
            model.Return(_motion);
        }

        _motion = null;
        model.Return(this);
    }

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="sighting">Its motion goes over to the step.</param>
    /// <param name="memory">Where the keyframe is kept, for the step's use; null: nowhere.</param>
    internal void Load(Frame frame, Sighting sighting, StreamMemory? memory)
    {
        network.Image.Write(frame, _inputs);
        _frameArea = model.Manifest.Input.AreaOf(frame.Size);
        (_memory, _motion, _number) = (memory, sighting.Motion, sighting.Keyframe);
        _fuses = sighting.Continues && memory?.Keyframe == sighting.Keyframe - 1;
    }

    internal override void Release()
    {
        _inputs.Dispose();
        _outputs.Dispose();
    }

    private void Fuse(KeyframeFusion fusion)
    {
        foreach (var previous in fusion.Previous)
        {
            if (_fuses)
            {
                _inputs.Borrow(previous.Name, _memory!.Tensors[previous.Kept]);
            }
            else
            {
                _inputs.TakeOwn(previous.Name);
            }
        }

        if (fusion.HasValid)
        {
            _inputs.Span<float>(KeyframeNetwork.Valid)[0] = _fuses ? 1 : 0;
        }

        if (_fuses)
        {
            fusion.Flow?.Write(_motion!, _inputs);
        }
        else if (fusion.Flow is not null)
        {
            _inputs.Span<float>(FlowInput.Name).Clear();
        }
    }

    private void Forget()
    {
        _memory?.EndUse();
        _memory = null;
    }
}
