using VideoSeg.Inference;
using VideoSeg.Streaming.Hub;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Tests.Hub;

/// <summary>A hub that tests publish to by hand.</summary>
internal sealed class Hubs : IDisposable
{
    private readonly ModelCatalog _models = Streams.LoadModels();
    private readonly ResultStore _store;

    public Hubs(ResultHubOptions? limits = null, int resultBytes = 0, string? file = null)
    {
        _store = file is null ? ResultStore.InMemory(Time) : ResultStore.InFile(file);
        Encoding = new TextEncoding { Padding = resultBytes };
        Hub = new ResultHub(limits ?? new ResultHubOptions(), Encoding, _store, [], Time);
    }

    public ManualTime Time { get; } = new();

    public TextEncoding Encoding { get; }

    public ResultHub Hub { get; }

    public StreamPublication Open(string id) => Hub.Open(new StreamOptions { StreamId = id }, _models.Default);

    public Reader Read(string pattern, SubscriptionOptions? options = null)
    {
        Assert.True(StreamPattern.TryParse(pattern, out var parsed));
        return new Reader(Hub.Subscribe((options ?? new SubscriptionOptions { Pattern = parsed }) with { Pattern = parsed }));
    }

    /// <summary>Publishes a result; gives its sequence.</summary>
    public static ulong Publish(StreamPublication stream, ulong frame = 0, params ReadOnlySpan<LoggedPreview> previews) =>
        stream.Publish(new FrameResult(frame, TimeSpan.Zero, default, new FrameDropped()), [.. previews]).Sequence;

    public void Dispose()
    {
        Hub.Dispose();
        _store.Dispose();
        _models.Dispose();
    }

    /// <summary>Reads a subscription one event after the other.</summary>
    internal sealed class Reader(Subscription subscription) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SubscriptionEvent> _events = subscription.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

        public SubscriptionEvent.Started Started => subscription.Started;

        public async Task<SubscriptionEvent> NextAsync()
        {
            Assert.True(await _events.MoveNextAsync());
            return _events.Current;
        }

        /// <summary>The next result's sequence, whatever comes before it.</summary>
        public async Task<ulong> NextResultAsync()
        {
            while (true)
            {
                if (await NextAsync() is SubscriptionEvent.Result result)
                {
                    return result.Logged.Sequence;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            subscription.Dispose();
        }
    }
}
