using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Inference.Steps;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>A model package that is loaded and runs on this machine.</summary>
public sealed class SegmentationModel : ISegmentationModel
{
    private int _owners = 1;

    internal SegmentationModel(ModelManifest manifest, ModelNetworks networks, string executionProvider, string stamp)
    {
        Manifest = manifest;
        ExecutionProvider = executionProvider;
        Pool = new StepPool(networks);
        Stamp = stamp;
    }

    public ModelManifest Manifest { get; }

    public IReadOnlyList<Category> Categories => Manifest.Categories;

    public ModelHealth Health { get; } = new();

    public string ExecutionProvider { get; }

    public PixelSize InputSize => Manifest.Input.Size;

    public bool CanMapClasses => Networks.Parts.Semantic is not null && Categories.Count <= byte.MaxValue + 1;

    public bool CanReuse => Networks.CanReuse;

    public long StreamMemoryBytes => Networks.StreamMemoryBytes;

    /// <summary>Whether a keyframe's network reads what is kept of the keyframe before.</summary>
    public bool Fuses => Networks.Fuses;

    /// <summary>Whether a network of its own runs on propagated frames.</summary>
    public bool HasPropagatedNetwork => Networks.Propagated is not null;

    /// <summary>Identifies the package's files as they were read.</summary>
    internal string Stamp { get; }

    internal StepPool Pool { get; }

    internal ModelNetworks Networks => Pool.Networks;

    /// <summary>Loads the package in <paramref name="folder"/> with the families and policies that come with VideoSeg; see <see cref="ModelLoader.Load"/>.</summary>
    /// <exception cref="ModelPackageException">The package breaks its contract.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static SegmentationModel Load(string folder, InferenceOptions options) => new ModelLoader(options).Load(folder);

    /// <inheritdoc cref="ISegmentationModel.OpenStream"/>
    public Segmenter OpenStream(IKeyframePolicy policy, StreamMemoryBudget? budget = null, int headStart = 0) => new(Pool, policy, budget, headStart);

    public PanopticMerger NewMerger() => new(Categories, Manifest.Panoptic, Manifest.Channels);

    public ISegmentationModel Share()
    {
        Interlocked.Increment(ref _owners);
        return this;
    }

    /// <summary>The owner's segmenters must be disposed by now.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            Pool.Dispose();
        }
    }

    ISegmenter ISegmentationModel.OpenStream(IKeyframePolicy policy, StreamMemoryBudget? budget, int headStart) => OpenStream(policy, budget, headStart);
}
