using VideoSeg.Inference.Packages.Inputs;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Networks;

/// <summary>The networks of a model and what follows from both: what a stream keeps of a keyframe, and which heads the server propagates itself.</summary>
internal sealed class ModelNetworks : IDisposable
{
    /// <param name="keyframe">Owned.</param>
    /// <param name="propagated">Owned; null: no network runs between keyframes.</param>
    public ModelNetworks(KeyframeNetwork keyframe, PropagatedNetwork? propagated)
    {
        (Keyframe, Propagated) = (keyframe, propagated);
        PropagatedHeads = [.. Parts.Tensors.Keys.Where(h => propagated is null || propagated.Takes(h) || !propagated.Gives(h))];
        var caches = (propagated?.Caches ?? []).Concat(keyframe.Fusion?.Previous ?? []).Select(c => c.Kept);
        Kept = [.. PropagatedHeads.Concat(caches).Distinct().Select(keyframe.Kept)];
    }

    /// <summary>How frames are fitted.</summary>
    public ModelInput Input => Keyframe.Manifest.Input;

    public KeyframeNetwork Keyframe { get; }

    public PropagatedNetwork? Propagated { get; }

    /// <summary>What the networks predict.</summary>
    public PredictionParts Parts => Keyframe.Parts;

    /// <summary>The size in cells of the grid that motion is computed on.</summary>
    public PixelSize Grid => Parts.Grid;

    /// <summary>Whether the grid is large enough for motion to be seen on it.</summary>
    public bool CanReuse => Grid.Width >= MotionEstimator.SmallestSide && Grid.Height >= MotionEstimator.SmallestSide;

    /// <summary>Whether a keyframe's network reads what is kept of the keyframe before.</summary>
    public bool Fuses => Keyframe.Fusion is not null;

    /// <summary>What of a keyframe is kept for the frames after it: outputs of its graph.</summary>
    public IReadOnlyList<TensorSpec> Kept { get; }

    /// <summary>The heads that the server moves along the motion.</summary>
    public IReadOnlyList<string> PropagatedHeads { get; }

    /// <summary>What a stream that reuses keyframes keeps in memory, in bytes: the tensors of one keyframe, and the pictures for the motion.</summary>
    public long StreamMemoryBytes => Kept.Sum(tensor => tensor.Bytes) + MotionEstimator.BytesFor(Grid.Pixels);

    /// <summary>The size in which propagated frames are decoded for the network and the motion; null: no network reads their image, and their luma on the grid is enough.</summary>
    public PixelSize? PropagatedImageSize => Propagated?.Image is { Size: var size } ? new PixelSize(Math.Max(size.Width, Grid.Width), Math.Max(size.Height, Grid.Height)) : null;

    /// <summary>Runs each graph on zeros, on all cores and on one, so that the first frame is not the slowest.</summary>
    /// <exception cref="InferenceException">A run failed.</exception>
    public void WarmUp()
    {
        using var inputs = Keyframe.NewInputs();
        WarmUp(Keyframe.Graph, inputs);
        if (Propagated is not null)
        {
            using var zeros = new TensorSet(Propagated.Graph.Inputs.Values);
            WarmUp(Propagated.Graph, zeros);
        }
    }

    public void Dispose()
    {
        Keyframe.Graph.Dispose();
        Propagated?.Graph.Dispose();
    }

    private static void WarmUp(Graph graph, TensorSet inputs)
    {
        using var outputs = new TensorSet(graph.Outputs.Values);
        graph.Run(inputs, outputs);
        graph.Run(inputs, outputs, oneThread: true);
    }
}
