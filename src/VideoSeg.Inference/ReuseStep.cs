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
    private readonly NonkeyframeNetwork? _network;
    private readonly TensorSet _heads;
    private readonly TensorSet? _inputs;
    private readonly TensorSet? _outputs;
    private readonly WarpGrid _grid;
    private readonly Move[] _moves;
    private PixelBox _frameArea;

    /// <param name="model">Borrowed.</param>
    /// <param name="network">Null: all heads are moved.</param>
    public ReuseStep(SegmentationModel model, NonkeyframeNetwork? network)
        : base(model)
    {
        _network = network;
        _grid = new WarpGrid(model.GridWidth, model.GridHeight);
        _heads = new TensorSet(model.Decoder.Heads.Values);
        _moves = [.. model.MovedHeads.Select(h => new Move(h, _heads, h))];
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
            _inputs.Use(NonkeyframeNetwork.WarpedInput(head), _heads[head]);
        }

        foreach (string head in graph.Outputs.Keys)
        {
            _outputs.Use(head, _heads[head]);
        }

        _moves = [.. _moves.Select(m => network.Takes(m.Head) ? new Move(m.Head, _inputs, NonkeyframeNetwork.WarpedInput(m.Head)) : m)];
    }

    public override bool IsNewLook => Model.Decoder.ThingHead is { } head && _network?.Gives(head) == true;

    public override PanopticHeads Heads => Model.Decoder.Decode(_heads) with { FrameArea = _frameArea };

    /// <param name="frame">Borrowed for the call; null: the model does not look at it.</param>
    /// <param name="memory">With the keyframe that <paramref name="motion"/> speaks of, for the step's use.</param>
    /// <param name="motion">Goes over to the step.</param>
    internal void Load(Frame? frame, StreamMemory memory, MotionField motion)
    {
        Load(memory, motion);
        _frameArea = memory.FrameArea;
        if (_network is { } network)
        {
            network.Image?.Write(frame!, _inputs!);
            foreach (var cache in network.Caches)
            {
                _inputs!.Use(cache.Name, memory.Tensors[cache.Kept]);
            }
        }
    }

    internal override void Release()
    {
        _heads.Dispose();
        _inputs?.Dispose();
        _outputs?.Dispose();
    }

    private protected override void Run()
    {
        MoveHeads();
        if (_network is { } network)
        {
            network.Flow?.Write(Motion, _inputs!);
            network.Graph.Run(_inputs!, _outputs!, OneThread);
        }
    }

    private protected override void GiveBack() => Model.Return(this);

    private void MoveHeads()
    {
        if (_moves.Length > 0)
        {
            _grid.Set(Motion!.Flow);
        }

        foreach (var (head, target, name) in _moves)
        {
            Model.Decoder.Move(head, Memory!.Tensors.Span<float>(head), target.Span<float>(name), Motion!, _grid);
        }
    }

    /// <summary>Where a head goes that the server moves: into the frame's heads, or into an input of the network.</summary>
    private readonly record struct Move(string Head, TensorSet Target, string Name);
}
