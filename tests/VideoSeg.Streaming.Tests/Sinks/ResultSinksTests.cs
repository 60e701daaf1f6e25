using System.Diagnostics.Metrics;
using VideoSeg.Streaming.Sinks;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Streaming.Tests.Subscriptions;

namespace VideoSeg.Streaming.Tests.Sinks;

public sealed class ResultSinksTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sink_gets_each_result_with_its_stream_and_sequence()
    {
        var sink = new Sink("all");
        using var hubs = new Hubs(sinks: [sink]);
        var stream = hubs.Open("gate");
        ulong first = Hubs.Publish(stream, 7);
        Hubs.Publish(stream, 8);

        await hubs.Hub.DrainAsync(Cancel);

        Assert.Equal([("gate", first, 7ul), ("gate", first + 1, 8ul)], sink.Written.Select(r => (r.Stream.StreamId, r.Sequence, r.Result.FrameNumber)));
    }

    [Fact]
    public async Task A_slow_sink_holds_up_no_stream_and_what_it_does_not_get_is_counted()
    {
        const int Published = (2 * SinkQueue.Capacity) + 1;
        var goOn = new TaskCompletionSource();
        var sink = new Sink("slow", _ => goOn.Task);
        long dropped = 0;
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (tags[0].Value is "slow")
            {
                Interlocked.Add(ref dropped, count);
            }
        });
        listener.EnableMeasurementEvents(Instruments.SinkDropped);
        listener.Start();
        using var hubs = new Hubs(sinks: [sink]);
        var stream = hubs.Open("gate");
        for (ulong i = 0; i < Published; i++)
        {
            Hubs.Publish(stream, i);
        }

        goOn.SetResult();
        await hubs.Hub.DrainAsync(Cancel);

        // One may have been with the sink already when the queue was full.
        Assert.InRange(sink.Written.Count, SinkQueue.Capacity, SinkQueue.Capacity + 1);
        Assert.Equal(Published, sink.Written.Count + dropped);
        Assert.Equal(Published - 1ul, sink.Written[^1].Result.FrameNumber);
    }

    [Fact]
    public async Task A_sink_that_fails_on_a_result_gets_the_next_one()
    {
        var sink = new Sink("fails", result => result.Result.FrameNumber == 1 ? throw new InvalidOperationException("No.") : Task.CompletedTask);
        using var hubs = new Hubs(sinks: [sink]);
        var stream = hubs.Open("gate");
        for (ulong i = 0; i < 3; i++)
        {
            Hubs.Publish(stream, i);
        }

        await hubs.Hub.DrainAsync(Cancel);

        Assert.Equal([0ul, 2ul], sink.Written.Select(r => r.Result.FrameNumber));
    }

    private sealed class Sink(string name, Func<PublishedResult, Task>? before = null) : IResultSink
    {
        public string Name => name;

        public List<PublishedResult> Written { get; } = [];

        public async Task WriteAsync(PublishedResult result, CancellationToken cancellationToken)
        {
            await (before?.Invoke(result) ?? Task.CompletedTask);
            Written.Add(result);
        }
    }
}
