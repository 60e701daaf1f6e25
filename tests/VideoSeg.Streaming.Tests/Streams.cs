using Microsoft.Extensions.Logging.Abstractions;
using VideoSeg.Inference;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Sinks;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Tests.Fakes;
using VideoSeg.Streaming.Tests.Subscriptions;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Tests;

/// <summary>A registry of real sessions on a model without a network, or on models that a test brings.</summary>
internal sealed class Streams : IAsyncDisposable
{
    private readonly ModelCatalog _models;

    private readonly ResultStore _store = ResultStore.InMemory(TimeProvider.System);

    private readonly SequenceNumbers _sequences;

    /// <param name="limits">The limits; null: the defaults.</param>
    /// <param name="time">The clock of the streams; null: the system's.</param>
    /// <param name="models">Owned; null: <see cref="Model"/>, and one that maps no classes.</param>
    /// <param name="sharing">How callers share the limits; null: they do not.</param>
    public Streams(StreamingOptions? limits = null, TimeProvider? time = null, ModelCatalog? models = null, CallerSharing? sharing = null)
    {
        _models = models ?? new ModelCatalog([Model, new FakeModel("instances-only", mapsClasses: false)]);
        var kept = new ResultHubOptions();
        _sequences = new SequenceNumbers(_store, TimeProvider.System, NullLogger<SequenceNumbers>.Instance);
        Hub = new ResultHub(
            kept, new MemoryResultLog(kept, _sequences, TimeProvider.System), Encoding, _store, [], new ResultSinks([], NullLogger<ResultSinks>.Instance), TimeProvider.System, sharing);
        Registry = new StreamRegistry(_models, Hub, limits ?? new StreamingOptions(), time ?? TimeProvider.System, NullLogger<StreamSession>.Instance, sharing);
    }

    /// <summary>The model of all streams, unless the test brought others.</summary>
    public FakeModel Model { get; } = new();

    public TextEncoding Encoding { get; } = new();

    public ResultHub Hub { get; }

    public StreamRegistry Registry { get; }

    /// <summary>96x64: the left part red, the rest blue.</summary>
    public static SubmittedFrame Frame(ulong number, int redColumns = 48)
    {
        byte[] bgr = new byte[3 * 96 * 64];
        for (int i = 0; i < 96 * 64; i++)
        {
            bgr[(3 * i) + (i % 96 < redColumns ? 2 : 0)] = 255;
        }

        return Frame(number, new RawPicture(PixelFormat.Bgr24, new PixelSize(96, 64), 0, bgr));
    }

    public static SubmittedFrame BrokenFrame(ulong number) => Frame(number, new EncodedPicture(new byte[] { 0xFF, 0xD8, 0xFF, 0x00 }));

    public static async Task<List<FrameResult>> ResultsOf(StreamSession session) =>
        await Read(session, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    /// <summary>The results of a session as they were before they were encoded.</summary>
    public static IAsyncEnumerable<FrameResult> Read(StreamSession session, CancellationToken cancellationToken) =>
        session.ReadResultsAsync(cancellationToken).Select(r => TextEncoding.Decode(r.Encoded));

    /// <summary>Ends all streams. Nothing of the model may be in use afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        Assert.Equal((1, 0), (Model.Owners, Model.Open));
        _sequences.Dispose();
        _store.Dispose();
        _models.Dispose();
    }

    private static SubmittedFrame Frame(ulong number, FramePicture picture) =>
        new(number, TimeSpan.FromMilliseconds(40 * (number % 1000)), picture, TimeProvider.System.GetUtcNow());
}
