using VideoSeg.Inference.Families;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// One frame's way through a graph, with the tensors it needs. Its holder disposes it, which gives the tensors back for the next frame.
/// </summary>
public sealed class NetworkStep : IDisposable
{
    private readonly SegmentationModel _model;
    private readonly Graph _graph;
    private readonly IHeadsDecoder _decoder;
    private readonly TensorSet _inputs;
    private readonly TensorSet _outputs;
    private PixelBox _frameArea;

    internal NetworkStep(SegmentationModel model, Graph graph, IHeadsDecoder decoder)
    {
        _model = model;
        _graph = graph;
        _decoder = decoder;
        _inputs = new TensorSet(graph.Inputs.Values);
        _outputs = new TensorSet(graph.Outputs.Values);
    }

    /// <summary>Why this step runs the whole network; null: it does not.</summary>
    public KeyframeReason? KeyframeReason { get; internal set; }

    /// <summary>What the network said; valid after <see cref="Execute"/> and until the step is disposed.</summary>
    public PanopticHeads Heads => _decoder.Decode(_outputs) with { FrameArea = _frameArea };

    /// <summary>Runs the graph; blocks until it is done.</summary>
    /// <exception cref="InferenceException">The run failed.</exception>
    public void Execute() => _graph.Run(_inputs, _outputs);

    public void Dispose() => _model.Return(this);

    internal void Load(Frame frame, ImageInput image)
    {
        image.Write(frame, _inputs);
        _frameArea = image.Area(frame.Size);
    }

    internal void Release()
    {
        _inputs.Dispose();
        _outputs.Dispose();
    }
}
