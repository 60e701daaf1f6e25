using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Packages.Inputs;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Streaming.Tests.Fakes;

/// <summary>
/// A model without a network. It sees colours: blue is a thing; red, green and the dark are stuff. Its steps do what a test tells them in <see cref="Run"/>, so that
/// they wait, fail or take time when the test says. It counts its owners and what it gave away, so that a test sees what was not released.
/// </summary>
internal sealed class FakeModel(string name = "colours", bool mapsClasses = true) : ISegmentationModel
{
    /// <summary>What a stream that reuses keyframes counts as memory.</summary>
    public const long MemoryBytes = 100_000;

    private readonly Tally _open = new();
    private int _owners = 1;

    public ModelManifest Manifest { get; } = new()
    {
        Name = name,
        Version = "1.0.0",
        Input = new ModelInput { Width = 96, Height = 64 },
        Categories = Colours.Categories,
        Channels = Colours.Channels,
        Panoptic = new PanopticOptions { ScoreThreshold = 0.5, OverlapLimit = 0.5, StuffAreaLimit = 0 },
    };

    /// <summary>What a step does before it has its prediction; an exception fails the step. It is called on the thread of the scheduler, which waits for the task.</summary>
    public Func<FakeStep, Task> Run { get; set; } = _ => Task.CompletedTask;

    public ModelHealth Health { get; } = new();

    public string ExecutionProvider => "none";

    public bool CanMapClasses => mapsClasses;

    public bool CanReuse => true;

    public long StreamMemoryBytes => MemoryBytes;

    /// <summary>Who holds the model: the catalog, streams, and what they gave away.</summary>
    public int Owners => Volatile.Read(ref _owners);

    /// <summary>Segmenters, frames and steps that nobody has disposed.</summary>
    public int Open => _open.Count;

    /// <summary>A <see cref="Run"/> that fails on pictures with red in them.</summary>
    public static Task FailOnRed(FakeStep step) => step.Seen.HasRed ? throw new InvalidOperationException("there is red in it") : Task.CompletedTask;

    /// <summary>A step of no stream. The caller disposes it.</summary>
    public FakeStep NewStep() => new(this, Colours.Dark, KeyframeReason.EveryFrame, null, _open.Open());

    public ISegmenter OpenStream(IKeyframePolicy policy, StreamMemoryBudget? budget = null, int headStart = 0) => new FakeSegmenter(this, policy, budget, headStart, _open);

    public ISegmentationModel Share()
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _owners) == 1, this);
        return this;
    }

    public void Dispose() => ObjectDisposedException.ThrowIf(Interlocked.Decrement(ref _owners) < 0, this);
}
