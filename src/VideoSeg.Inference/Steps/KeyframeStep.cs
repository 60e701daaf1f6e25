using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Steps;

/// <summary>
/// Runs the whole network on the frame and stores what later frames need of it. A network that fuses over time also reads what is stored of the
/// keyframe before.
/// </summary>
internal sealed class KeyframeStep : NetworkStep
{
    private readonly KeyframeNetwork _network;
    private readonly TensorSet _inputs;
    private readonly TensorSet _outputs;

    /// <summary>Null: the outputs are the parts.</summary>
    private readonly OutputDecoding? _decoding;
    private PixelBox _frameArea;
    private int _number;
    private bool _continues;

    /// <summary>Where an independent step is stored when it is committed; null: nowhere, or as it runs.</summary>
    private StreamMemory? _commitsTo;

    public KeyframeStep(StepPool pool)
        : base(pool)
    {
        _network = pool.Networks.Keyframe;
        _inputs = _network.NewInputs();
        _outputs = new TensorSet(_network.Graph.Outputs.Values);
        _decoding = _network.NewDecoding(_outputs);
    }

    public override bool HasFreshDetections => true;

    public override Prediction Prediction => _network.Parts.Read(PartTensors, _frameArea);

    private TensorSet PartTensors => _decoding?.Tensors ?? _outputs;

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="decision">The step takes ownership of its motion.</param>
    /// <param name="memory">Where the keyframe is stored; null: nowhere.</param>
    /// <param name="isIndependent">Other steps still use the memory; if not, it is locked for the step.</param>
    internal void Load(Frame frame, KeyframeDecision decision, StreamMemory? memory, bool isIndependent)
    {
        Load(isIndependent ? null : memory, decision.Motion);
        _commitsTo = isIndependent ? memory : null;
        _network.Image.Write(frame, _inputs);
        _frameArea = Pool.Networks.Input.AreaOf(frame.Size);
        _number = decision.Keyframe;
        _continues = decision.Continues && memory?.Keyframe == decision.Keyframe - 1;
    }

    internal void Commit()
    {
        if (_commitsTo?.TryLock() == true)
        {
            Store(_commitsTo);
            _commitsTo.Unlock();
        }

        _commitsTo = null;
    }

    internal override void Release()
    {
        _inputs.Dispose();
        _outputs.Dispose();
        _decoding?.Dispose();
    }

    private protected override void Run()
    {
        if (_network.Fusion is { } fusion)
        {
            fusion.Write(_continues ? Memory : null, Motion, _inputs);
        }

        _network.Graph.Run(_inputs, _outputs, OneThread);
        _decoding?.Run();
        if (Memory is not null)
        {
            Store(Memory);
        }
    }

    private protected override void ReturnToPool()
    {
        _commitsTo = null;
        Pool.Return(this);
    }

    private void Store(StreamMemory memory) => memory.Store(PartTensors, _outputs, _network.Parts.Tensors, _frameArea, _number);
}
