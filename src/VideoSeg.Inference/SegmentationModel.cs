using System.Collections.Concurrent;
using VideoSeg.Inference.Families;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// A network that is loaded and ready; any number of streams use it at once. It has several owners (the catalog that offers it, the streams that
/// run it): each disposes it once, and the last one frees it.
/// </summary>
public sealed class SegmentationModel : IDisposable
{
    private readonly KeyframeNetwork _keyframe;
    private readonly NonkeyframeNetwork? _nonkeyframe;
    private readonly ConcurrentBag<KeyframeStep> _idleKeyframeSteps = [];
    private readonly ConcurrentBag<ReuseStep> _idleReuseSteps = [];
    private readonly ConcurrentBag<MotionField> _idleMotionFields = [];
    private int _owners = 1;
    private volatile bool _disposed;

    private SegmentationModel(ModelManifest manifest, KeyframeNetwork keyframe, NonkeyframeNetwork? nonkeyframe, string executionProvider)
    {
        Manifest = manifest;
        ExecutionProvider = executionProvider;
        (_keyframe, _nonkeyframe) = (keyframe, nonkeyframe);
        MovedHeads = [.. Decoder.Heads.Keys.Where(h => nonkeyframe is null || nonkeyframe.Takes(h) || !nonkeyframe.Gives(h))];
        var caches = (nonkeyframe?.Caches ?? []).Concat(keyframe.Fusion?.Previous ?? []).Select(c => c.Kept);
        Kept = [.. MovedHeads.Concat(caches).Distinct().Select(name => keyframe.Graph.Outputs[name])];
    }

    public ModelManifest Manifest { get; }

    /// <summary>The classes, in the order of model.json.</summary>
    public IReadOnlyList<Category> Categories => Manifest.Categories;

    public ModelHealth Health { get; } = new();

    /// <summary>What executes the graphs.</summary>
    public string ExecutionProvider { get; }

    /// <summary>What frames are brought to: a frame needs no more pixels than these.</summary>
    public PixelSize InputSize => Manifest.Input.Size;

    /// <summary>Whether the network names a class for each pixel, and few enough of them for a map of bytes.</summary>
    public bool CanMapClasses => Decoder.HasSemanticHead && Categories.Count <= byte.MaxValue + 1;

    /// <summary>Whether the heads are large enough for motion to be seen on their grid.</summary>
    public bool CanReuse => GridWidth >= MotionEstimator.SmallestSide && GridHeight >= MotionEstimator.SmallestSide;

    /// <summary>What a stream that reuses keyframes keeps in memory, in bytes: tensors of one, and the pictures that motion is told by.</summary>
    public long StreamMemoryBytes => Kept.Sum(tensor => tensor.Bytes) + MotionEstimator.BytesFor(GridSize.Pixels);

    /// <summary>Whether a keyframe's network looks at what is kept of the keyframe before.</summary>
    public bool Fuses => _keyframe.Fusion is not null;

    /// <summary>Whether a network of its own runs on the frames between keyframes.</summary>
    public bool HasNonkeyframeNetwork => _nonkeyframe is not null;

    /// <summary>What of a keyframe is kept for the frames after it: outputs of its graph.</summary>
    internal IReadOnlyList<TensorSpec> Kept { get; }

    /// <summary>The heads that the server moves along the motion.</summary>
    internal IReadOnlyList<string> MovedHeads { get; }

    /// <summary>Pixels that the frames between keyframes are to have, for the network and for the motion; null: no network looks at them, and a glance at their luma will do.</summary>
    internal PixelSize? LookSize => _nonkeyframe?.Image is { Size: var size } ? new PixelSize(Math.Max(size.Width, GridWidth), Math.Max(size.Height, GridHeight)) : null;

    internal IHeadsDecoder Decoder => _keyframe.Decoder;

    internal PixelSize GridSize => new(GridWidth, GridHeight);

    internal int GridWidth => Decoder.GridWidth;

    internal int GridHeight => Decoder.GridHeight;

    /// <summary>Of the package's files as they were read.</summary>
    internal string Stamp { get; private init; } = "";

    /// <summary>Reads and checks the package in <paramref name="folder"/>, and runs its graphs once, so that the first frame is not the slowest.</summary>
    /// <exception cref="ModelPackageException">The package is not what it must be.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static SegmentationModel Load(string folder, InferenceOptions options)
    {
        string stamp = PackageStamp.Of(folder);
        var manifest = ManifestReader.Read(folder);
        var family = ModelFamilies.Find(manifest, folder);
        var graphs = new List<Graph>();
        try
        {
            var keyframe = new KeyframeNetwork(Open(manifest.KeyframeGraph), manifest, family);
            var nonkeyframe = manifest.NonkeyframeGraph is { } path ? new NonkeyframeNetwork(Open(path), keyframe, manifest.Input) : null;
            var model = new SegmentationModel(manifest, keyframe, nonkeyframe, options.ExecutionProvider) { Stamp = stamp };
            if (!model.CanReuse && (manifest.Keyframes.Kind != KeyframePolicyKind.EveryFrame || nonkeyframe is not null))
            {
                string field = nonkeyframe is null ? "keyframes.policy" : "graphs.nonkeyframe";
                throw new ModelPackageException(folder, $"{field} reuses keyframes, for which the heads' grid must be at least {MotionEstimator.SmallestSide} cells wide and high; it is {model.GridSize}");
            }

            graphs.ForEach(g => g.WarmUp());
            return model;
        }
        catch (InferenceException e)
        {
            graphs.ForEach(g => g.Dispose());
            throw new ModelPackageException(folder, $"a graph fails on a black picture: {e.Message}", e);
        }
        catch
        {
            graphs.ForEach(g => g.Dispose());
            throw;
        }

        Graph Open(string path)
        {
            graphs.Add(new Graph(path, options));
            return graphs[^1];
        }
    }

    /// <summary>What turns this model's heads into maps. One a stream.</summary>
    public PanopticMerger NewMerger() => new(Categories, Manifest.Panoptic, Manifest.Channels);

    /// <summary>Makes one more owner. For one who has it already.</summary>
    public SegmentationModel Share()
    {
        Interlocked.Increment(ref _owners);
        return this;
    }

    /// <summary>The owner's steps must be back by now.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
        {
            return;
        }

        _disposed = true;
        ReleaseAll(_idleKeyframeSteps);
        ReleaseAll(_idleReuseSteps);
        _keyframe.Graph.Dispose();
        _nonkeyframe?.Graph.Dispose();
    }

    /// <summary>The caller's to give back.</summary>
    internal MotionField TakeMotionField() => _idleMotionFields.TryTake(out var field) ? field : new MotionField(GridWidth, GridHeight);

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="reason">Why it is a keyframe.</param>
    /// <param name="sighting">Its motion goes over to the step.</param>
    /// <param name="memory">Where the keyframe is kept; null: nowhere.</param>
    /// <param name="isAhead">Others use the memory still; if not, the step has the use of it.</param>
    internal KeyframeStep TakeKeyframeStep(Frame frame, KeyframeReason reason, Sighting sighting, StreamMemory? memory, bool isAhead)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idleKeyframeSteps.TryTake(out var step))
        {
            step = new KeyframeStep(this, _keyframe);
        }

        step.Load(frame, sighting, memory, isAhead);
        step.KeyframeReason = reason;
        return step;
    }

    /// <param name="frame">Borrowed for the call; needed where there is a <see cref="LookSize"/>.</param>
    /// <param name="memory">With the keyframe that <paramref name="motion"/> speaks of, for the step's use.</param>
    /// <param name="motion">Goes over to the step.</param>
    internal ReuseStep TakeReuseStep(Frame? frame, StreamMemory memory, MotionField motion)
    {
        if (!_idleReuseSteps.TryTake(out var step))
        {
            step = new ReuseStep(this, _nonkeyframe);
        }

        step.Load(frame, memory, motion);
        return step;
    }

    internal void Return(KeyframeStep step) => Return(step, _idleKeyframeSteps);

    internal void Return(ReuseStep step) => Return(step, _idleReuseSteps);

    internal void Return(MotionField field) => _idleMotionFields.Add(field);

    private void Return<T>(T step, ConcurrentBag<T> idle)
        where T : NetworkStep
    {
        if (_disposed)
        {
            step.Release();
        }
        else
        {
            idle.Add(step);
        }
    }

    private static void ReleaseAll<T>(ConcurrentBag<T> idle)
        where T : NetworkStep
    {
        while (idle.TryTake(out var step))
        {
            step.Release();
        }
    }
}
