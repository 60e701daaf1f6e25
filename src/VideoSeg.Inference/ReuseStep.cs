using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// The frame gets the last keyframe's heads, moved along the motion; masks follow by themselves, being coefficients x warped prototypes. Where the model has a
/// non-keyframe network, that gives the heads it has outputs for, and moved are those that are left, and those that it takes.
/// </summary>
/// <remarks>YolactEdge warps features in front of the heads and runs the heads on each frame, which a non-keyframe network may do; with none, no network runs.</remarks>
internal sealed class ReuseStep : NetworkStep
{
    private readonly SegmentationModel _model;
    private readonly NonkeyframeNetwork? _network;
    private readonly TensorSet _heads;
    private readonly TensorSet? _inputs;
    private readonly TensorSet? _outputs;
    private readonly WarpGrid _grid;
    private StreamMemory? _memory;
    private MotionField? _motion;
    private PixelBox _frameArea;

    /// <param name="model">Borrowed.</param>
    /// <param name="network">Null: all heads are moved.</param>
    public ReuseStep(SegmentationModel model, NonkeyframeNetwork? network)
    {
        (_model, _network) = (model, network);
        _grid = new WarpGrid(model.GridWidth, model.GridHeight);
        _heads = new TensorSet(model.Decoder.Heads.Values);
        if (network is null)
        {
            return;
        }

        var graph = network.Graph;
        string[] onlyMoved = [.. model.MovedHeads.Where(h => network.Takes(h) && !network.Gives(h))];
        _inputs = new TensorSet(graph.Inputs.Values, [.. network.Caches.Select(c => c.Name), .. onlyMoved.Select(NonkeyframeNetwork.WarpedInput)]);
        _outputs = new TensorSet(graph.Outputs.Values, [.. graph.Outputs.Keys]);
        foreach (string head in onlyMoved)
        {
            _inputs.Borrow(NonkeyframeNetwork.WarpedInput(head), _heads[head]);
        }

        foreach (string head in graph.Outputs.Keys)
        {
            _outputs.Borrow(head, _heads[head]);
        }
    }

    public override PanopticHeads Heads => _model.Decoder.Decode(_heads) with { FrameArea = _frameArea };

    public override void Execute()
    {
        MoveHeads();
        if (_network is { } network)
        {
            network.Flow?.Write(_motion!, _inputs!);
            network.Graph.Run(_inputs!, _outputs!, OneThread);
        }

        Forget();
    }

    public override void Dispose()
    {
        Forget();
        if (_motion is not null)
        {
            _model.Return(_motion);
        }

        _motion = null;
        _model.Return(this);
    }

    /// <param name="frame">Borrowed for the call; null: the model does not look at it.</param>
    /// <param name="memory">With the keyframe that <paramref name="motion"/> speaks of, for the step's use.</param>
    /// <param name="motion">Goes over to the step.</param>
    internal void Load(Frame? frame, StreamMemory memory, MotionField motion)
    {
        (_memory, _motion, _frameArea) = (memory, motion, memory.FrameArea);
        if (_network is { } network)
        {
            network.Image?.Write(frame!, _inputs!);
            foreach (var cache in network.Caches)
            {
                _inputs!.Borrow(cache.Name, memory.Tensors[cache.Kept]);
            }
        }
    }

    internal override void Release()
    {
        _heads.Dispose();
        _inputs?.Dispose();
        _outputs?.Dispose();
    }

    private void MoveHeads()
    {
        if (_model.MovedHeads.Count == 0)
        {
            return;
        }

        _grid.Set(_motion!.Flow);
        foreach (string head in _model.MovedHeads)
        {
            var moved = _network?.Takes(head) == true ? _inputs!.Span<float>(NonkeyframeNetwork.WarpedInput(head)) : _heads.Span<float>(head);
            _model.Decoder.Move(head, _memory!.Tensors.Span<float>(head), moved, _motion, _grid);
        }
    }

    private void Forget()
    {
        _memory?.EndUse();
        _memory = null;
    }
}
