using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Steps;

/// <summary>
/// Propagates the last keyframe's heads along the motion; masks follow by themselves, being coefficients x warped prototypes. Where the model has a
/// propagated network, that gives the heads it has outputs for; the server propagates the others, and those that the network reads.
/// </summary>
/// <remarks>YolactEdge warps features in front of the heads and runs the heads on each frame, which a propagated network may do; without one, no network runs.</remarks>
internal sealed class PropagatedStep : NetworkStep
{
    private readonly PropagatedNetwork? _network;
    private readonly TensorSet _heads;
    private readonly TensorSet? _inputs;
    private readonly TensorSet? _outputs;
    private readonly WarpGrid _grid;
    private readonly Move[] _moves;
    private PixelBox _frameArea;

    public PropagatedStep(StepPool pool)
        : base(pool)
    {
        var networks = pool.Networks;
        _network = networks.Propagated;
        _grid = new WarpGrid(networks.Grid.Width, networks.Grid.Height);
        _heads = new TensorSet(networks.Parts.Tensors.Values);
        _moves = [.. networks.PropagatedHeads.Select(h => new Move(h, _heads, h))];
        if (_network is not { } network)
        {
            return;
        }

        var graph = network.Graph;
        string[] onlyMoved = [.. networks.PropagatedHeads.Where(h => network.Takes(h) && !network.Gives(h))];
        _inputs = new TensorSet(graph.Inputs.Values, [.. network.Caches.Select(c => c.Name), .. onlyMoved.Select(PropagatedNetwork.WarpedInput)]);
        _outputs = new TensorSet(graph.Outputs.Values, [.. graph.Outputs.Keys]);
        foreach (string head in onlyMoved)
        {
            _inputs.Use(PropagatedNetwork.WarpedInput(head), _heads[head]);
        }

        foreach (string head in graph.Outputs.Keys)
        {
            _outputs.Use(head, _heads[head]);
        }

        _moves = [.. _moves.Select(m => network.Takes(m.Head) ? new Move(m.Head, _inputs, PropagatedNetwork.WarpedInput(m.Head)) : m)];
    }

    public override bool HasFreshDetections => Pool.Networks.Parts.Instances is { } instances && _network?.Gives(instances.Scores.Name) == true;

    public override Prediction Prediction => Pool.Networks.Parts.Read(_heads, _frameArea);

    /// <param name="frame">Borrowed for the call; null: the network does not read it.</param>
    /// <param name="memory">With the keyframe from which <paramref name="motion"/> goes; locked for the step.</param>
    /// <param name="motion">The step takes ownership.</param>
    internal void Load(Frame? frame, StreamMemory memory, MotionField motion)
    {
        base.Load(memory, motion);
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

    private protected override void ReturnToPool() => Pool.Return(this);

    private void MoveHeads()
    {
        if (_moves.Length > 0)
        {
            _grid.Set(Motion!.Flow);
        }

        var motion = new PartMotion(Motion!, _grid);
        foreach (var (head, target, name) in _moves)
        {
            Pool.Networks.Parts.Move(head, Memory!.Tensors.Span<float>(head), target.Span<float>(name), motion);
        }
    }

    /// <summary>Where a propagated head is written: to the frame's heads, or to an input of the network.</summary>
    private readonly record struct Move(string Head, TensorSet Target, string Name);
}
