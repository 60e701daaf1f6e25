using System.Collections.Concurrent;
using VideoSeg.Inference.Families;
using VideoSeg.Inference.Keyframes;
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
    private readonly Graph _keyframe;
    private readonly IHeadsDecoder _decoder;
    private readonly ConcurrentBag<KeyframeStep> _idleKeyframeSteps = [];
    private readonly ConcurrentBag<ReuseStep> _idleReuseSteps = [];
    private readonly ConcurrentBag<MotionField> _idleMotionFields = [];
    private int _owners = 1;
    private volatile bool _disposed;

    private SegmentationModel(ModelManifest manifest, Graph keyframe, IHeadsDecoder decoder, ImageInput image, string executionProvider)
    {
        Manifest = manifest;
        ExecutionProvider = executionProvider;
        Image = image;
        _keyframe = keyframe;
        _decoder = decoder;
    }

    public ModelManifest Manifest { get; }

    /// <summary>In the order of the semantic head's channels.</summary>
    public IReadOnlyList<Category> Categories => Manifest.Categories;

    public ModelHealth Health { get; } = new();

    /// <summary>What executes the graphs.</summary>
    public string ExecutionProvider { get; }

    /// <summary>What frames are brought to: a frame needs no more pixels than these.</summary>
    public PixelSize InputSize => Image.Size;

    /// <summary>Whether the network names a class for each pixel, and few enough of them for a map of bytes.</summary>
    public bool CanMapClasses => _decoder.HasSemanticHead && Categories.Count <= byte.MaxValue + 1;

    /// <summary>Whether the heads are large enough for motion to be seen on their grid.</summary>
    public bool CanReuse => GridWidth >= MotionEstimator.SmallestSide && GridHeight >= MotionEstimator.SmallestSide;

    /// <summary>What a stream that reuses keyframes keeps in memory, in bytes: the heads of one, and the pictures that motion is told by.</summary>
    public long StreamMemoryBytes => _decoder.HeadsBytes + GridSize.Pixels + MotionEstimator.BytesFor(GridSize.Pixels);

    internal PixelSize GridSize => new(GridWidth, GridHeight);

    internal int GridWidth => _decoder.GridWidth;

    internal int GridHeight => _decoder.GridHeight;

    internal ImageInput Image { get; }

    /// <summary>Of the package's files as they were read.</summary>
    internal string Stamp { get; private init; } = "";

    /// <summary>Reads and checks the package in <paramref name="folder"/>, and runs its graph once, so that the first frame is not the slowest.</summary>
    /// <exception cref="ModelPackageException">The package is not what it must be.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static SegmentationModel Load(string folder, InferenceOptions options)
    {
        string stamp = PackageStamp.Of(folder);
        var manifest = ManifestReader.Read(folder);
        var family = ModelFamilies.Find(manifest, folder);
        var keyframe = new Graph(manifest.KeyframeGraph, options);
        try
        {
            var model = new SegmentationModel(manifest, keyframe, family.Bind(manifest, keyframe), new ImageInput(manifest.Input, keyframe), options.ExecutionProvider) { Stamp = stamp };
            if (manifest.Keyframes.Kind != KeyframePolicyKind.EveryFrame && !model.CanReuse)
            {
                throw new ModelPackageException(folder, $"keyframes.policy reuses keyframes, for which the heads' grid must be at least {MotionEstimator.SmallestSide} cells wide and high");
            }

            using var warmUp = new KeyframeStep(model, keyframe, model._decoder);
            warmUp.Execute();
            return model;
        }
        catch (InferenceException e)
        {
            keyframe.Dispose();
            throw new ModelPackageException(folder, $"its graph fails on a black picture: {e.Message}", e);
        }
        catch
        {
            keyframe.Dispose();
            throw;
        }
    }

    /// <summary>What turns this model's heads into maps. One a stream.</summary>
    public PanopticMerger NewMerger() => new(Categories, Manifest.Panoptic);

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
        _keyframe.Dispose();
    }

    /// <summary>Where a frame of <paramref name="frame"/> lies on the heads' grid: the nearest whole cells, one at least, for a frame that is far wider than high covers less than a row.</summary>
    internal PixelBox CellsOf(PixelSize frame)
    {
        var area = Image.Area(frame);
        var (left, right) = Cells(area.X, area.Right, InputSize.Width, GridWidth);
        var (top, bottom) = Cells(area.Y, area.Bottom, InputSize.Height, GridHeight);
        return new PixelBox(left, top, right - left, bottom - top);

        static (int From, int To) Cells(int from, int to, int pixels, int cells)
        {
            int first = Math.Min((int)Math.Round((double)from * cells / pixels), cells - 1);
            return (first, Math.Clamp((int)Math.Round((double)to * cells / pixels), first + 1, cells));
        }
    }

    /// <summary>The caller's to give back.</summary>
    internal MotionField TakeMotionField() => _idleMotionFields.TryTake(out var field) ? field : new MotionField(GridWidth, GridHeight);

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="reason">Why it is a keyframe.</param>
    /// <param name="sighting">Its motion goes over to the step.</param>
    /// <param name="memory">Where the heads are kept; null: nowhere.</param>
    internal KeyframeStep TakeKeyframeStep(Frame frame, KeyframeReason reason, Sighting sighting, StreamMemory? memory)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idleKeyframeSteps.TryTake(out var step))
        {
            step = new KeyframeStep(this, _keyframe, _decoder);
        }

        step.Load(frame, sighting, memory);
        step.KeyframeReason = reason;
        return step;
    }

    /// <param name="memory">With the keyframe that <paramref name="motion"/> speaks of.</param>
    /// <param name="motion">Goes over to the step.</param>
    internal ReuseStep TakeReuseStep(StreamMemory memory, MotionField motion)
    {
        if (!_idleReuseSteps.TryTake(out var step))
        {
            step = new ReuseStep(this);
        }

        step.Load(memory, motion);
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
