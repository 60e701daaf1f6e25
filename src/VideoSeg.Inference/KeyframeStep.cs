using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// The whole network looks at the frame; what later frames need of it is kept. A network that fuses over time also looks at what is kept of the
/// keyframe before.
/// </summary>
internal sealed class KeyframeStep(SegmentationModel model, KeyframeNetwork network) : NetworkStep(model)
{
    private readonly TensorSet _inputs = new(network.Graph.Inputs.Values);
    private readonly TensorSet _outputs = new(network.Graph.Outputs.Values);
    private PixelBox _frameArea;
    private int _number;
    private bool _continues;

    /// <summary>Where a step that is ahead of others is kept in its turn; null: nowhere, or as it runs.</summary>
    private StreamMemory? _keepsIn;

    public override bool IsNewLook => true;

    public override PanopticHeads Heads => network.Decoder.Decode(_outputs) with { FrameArea = _frameArea };

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="sighting">Its motion goes over to the step.</param>
    /// <param name="memory">Where the keyframe is kept; null: nowhere.</param>
    /// <param name="isAhead">Others use the memory still; if not, the step has the use of it.</param>
    internal void Load(Frame frame, Sighting sighting, StreamMemory? memory, bool isAhead)
    {
        Load(isAhead ? null : memory, sighting.Motion);
        _keepsIn = isAhead ? memory : null;
        network.Image.Write(frame, _inputs);
        _frameArea = Model.Manifest.Input.AreaOf(frame.Size);
        _number = sighting.Keyframe;
        _continues = sighting.Continues && memory?.Keyframe == sighting.Keyframe - 1;
    }

    internal void Keep()
    {
        if (_keepsIn?.TryUse() == true)
        {
            KeepIn(_keepsIn);
            _keepsIn.EndUse();
        }

        _keepsIn = null;
    }

    internal override void Release()
    {
        _inputs.Dispose();
        _outputs.Dispose();
    }

    private protected override void Run()
    {
        if (network.Fusion is { } fusion)
        {
            fusion.Write(_continues ? Memory : null, Motion, _inputs);
        }

        network.Graph.Run(_inputs, _outputs, OneThread);
        if (Memory is not null)
        {
            KeepIn(Memory);
        }
    }

    private void KeepIn(StreamMemory memory) => memory.Keep(_outputs, network.Decoder.Heads, _frameArea, _number);

    private protected override void GiveBack()
    {
        _keepsIn = null;
        Model.Return(this);
    }
}
