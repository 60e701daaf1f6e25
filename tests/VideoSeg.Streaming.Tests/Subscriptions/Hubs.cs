using Microsoft.Extensions.Logging.Abstractions;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sinks;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Tests.Fakes;

namespace VideoSeg.Streaming.Tests.Subscriptions;

/// <summary>A hub that tests publish to by hand.</summary>
internal sealed class Hubs : IDisposable
{
    private readonly FakeModel _model = new();
    private readonly ResultStore _store;
    private readonly SequenceNumbers _sequences;

    public Hubs(ResultHubOptions? limits = null, int resultBytes = 0, string? file = null, IEnumerable<IResultSink>? sinks = null, TimeSpan startedAfter = default)
    {
        Time.Advance(startedAfter);
        limits ??= new ResultHubOptions();
        _store = file is null ? ResultStore.InMemory(Time) : ResultStore.InFile(file);
        _sequences = new SequenceNumbers(_store, TimeProvider.System, NullLogger<SequenceNumbers>.Instance);
        Encoding = new TextEncoding { Padding = resultBytes };
        Sinks = new ResultSinks(sinks ?? [], NullLogger<ResultSinks>.Instance);
        Hub = new ResultHub(limits, new MemoryResultLog(limits, _sequences, Time), Encoding, _store, [], Sinks, Time);
    }

    public ManualTime Time { get; } = new();

    public TextEncoding Encoding { get; }

    public ResultSinks Sinks { get; }

    public ResultHub Hub { get; }

    public StreamPublication Open(string id, bool isLive = true) => Hub.Open(new StreamOptions { StreamId = id }, _model, isLive);

    public Reader Read(string pattern, SubscriptionOptions? options = null)
    {
        Assert.True(StreamPattern.TryParse(pattern, out var parsed));
        return new Reader(Hub.Subscribe((options ?? new SubscriptionOptions { Pattern = parsed }) with { Pattern = parsed }));
    }

    /// <summary>Publishes a result; gives its sequence.</summary>
    public static ulong Publish(StreamPublication stream, ulong frame = 0, params ReadOnlySpan<LoggedPreview> previews) =>
        Publish(stream, new FrameResult(frame, TimeSpan.Zero, default, new FrameDropped()), previews);

    public static ulong Publish(StreamPublication stream, FrameResult result, params ReadOnlySpan<LoggedPreview> previews)
    {
        // Completes at once, or when the next sequence numbers are reserved.
        return stream.PublishAsync(result, [.. previews], CancellationToken.None).AsTask().GetAwaiter().GetResult().Sequence;
    }

    public void Dispose()
    {
        _sequences.Dispose();
        _store.Dispose();
        _model.Dispose();
    }

    /// <summary>Reads a subscription one event after the other.</summary>
    internal sealed class Reader(Subscription subscription) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SubscriptionEvent> _events = subscription.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

        public SubscriptionEvent.Started Started => subscription.Started;

        public bool Matches(string streamId) => subscription.Options.Pattern.Matches(streamId);

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
