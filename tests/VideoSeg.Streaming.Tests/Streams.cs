using Microsoft.Extensions.Logging.Abstractions;
using VideoSeg.Inference;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Sinks;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Tests.Subscriptions;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Tests;

/// <summary>A registry of real sessions on the small networks.</summary>
internal sealed class Streams : IAsyncDisposable
{
    private readonly ModelCatalog _models = LoadModels();

    private readonly ResultStore _store = ResultStore.InMemory(TimeProvider.System);

    private readonly SequenceNumbers _sequences;

    public Streams(StreamingOptions? limits = null, TimeProvider? time = null)
    {
        var kept = new ResultHubOptions();
        _sequences = new SequenceNumbers(_store);
        Hub = new ResultHub(
            kept, new MemoryResultLog(kept, _sequences, TimeProvider.System), Encoding, _store, [], new ResultSinks([], NullLogger<ResultSinks>.Instance), TimeProvider.System);
        Registry = new StreamRegistry(_models, Hub, limits ?? new StreamingOptions(), time ?? TimeProvider.System, NullLogger<StreamSession>.Instance);
    }

    public TextEncoding Encoding { get; } = new();

    public ResultHub Hub { get; }

    public StreamRegistry Registry { get; }

    public static ModelCatalog LoadModels() =>
        ModelCatalog.Load(new InferenceOptions { Models = Path.Combine(AppContext.BaseDirectory, "Packages"), DefaultModel = "colours" });

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

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _sequences.Dispose();
        _store.Dispose();
        _models.Dispose();
    }

    private static SubmittedFrame Frame(ulong number, FramePicture picture) =>
        new(number, TimeSpan.FromMilliseconds(40 * (number % 1000)), picture, TimeProvider.System.GetUtcNow());
}
