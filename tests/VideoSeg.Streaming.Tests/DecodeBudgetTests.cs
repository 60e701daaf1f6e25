using Microsoft.Extensions.Time.Testing;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Tests;

public sealed class DecodeBudgetTests
{
    private const int FrameBytes = 3 * 96 * 64;

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_finds_no_room_waits_in_the_order_of_arrival()
    {
        var budget = new DecodeBudget(100, _time);
        var first = await budget.ReserveAsync(80, DecodeBudget.Patience, Cancel);
        var large = budget.ReserveAsync(60, DecodeBudget.Patience, Cancel).AsTask();
        var small = budget.ReserveAsync(10, DecodeBudget.Patience, Cancel).AsTask();
        Assert.False(large.IsCompleted || small.IsCompleted, "a small one that passes a large one lets the large one wait for ever");

        first.Dispose();
        first.Dispose();
        (await large).Dispose();
        (await small).Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task The_wait_ends_and_those_behind_go_on()
    {
        var budget = new DecodeBudget(100, _time);
        using var held = await budget.ReserveAsync(50, DecodeBudget.Patience, Cancel);
        var large = budget.ReserveAsync(60, DecodeBudget.Patience, Cancel).AsTask();
        var small = budget.ReserveAsync(50, Timeout.InfiniteTimeSpan, Cancel).AsTask();

        _time.Advance(DecodeBudget.Patience);

        Assert.Contains("no room in time", (await Assert.ThrowsAsync<DecodeMemoryException>(() => large)).Message, StringComparison.Ordinal);
        (await small).Dispose();
        Assert.Equal(50, budget.Used);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_nothing_reserved()
    {
        var budget = new DecodeBudget(100, _time);
        var held = await budget.ReserveAsync(100, DecodeBudget.Patience, Cancel);
        using var gone = new CancellationTokenSource();
        var waiting = budget.ReserveAsync(1, DecodeBudget.Patience, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        held.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task A_picture_that_can_never_have_room_is_told_the_setting()
    {
        var budget = new DecodeBudget(100, _time);
        var refused = await Assert.ThrowsAsync<DecodeMemoryException>(async () => await budget.ReserveAsync(101, DecodeBudget.Patience, Cancel));
        Assert.Equal((101, 100), (refused.Wanted, refused.Limit));
        Assert.Contains("Streaming:MaxDecodeBytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_without_room_in_time_has_an_error_and_the_stream_goes_on()
    {
        await using var streams = new Streams(new StreamingOptions { MaxDecodeBytes = 1 << 20 }, _time);
        await using var session = streams.Registry.Open(new StreamOptions());
        await using var results = Streams.Read(session, Cancel).GetAsyncEnumerator(Cancel);
        var others = await streams.Registry.Decoding.ReserveAsync((1 << 20) - FrameBytes, DecodeBudget.Patience, Cancel);

        await session.SubmitAsync(Streams.Frame(0), Cancel);
        var next = results.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            // The wait begins a moment after the frame was taken.
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await next);
        var failed = Assert.IsType<FrameFailed>(results.Current.Outcome);
        Assert.Equal((FrameFailureCause.Limit, "DECODE_MEMORY_EXHAUSTED"), (failed.Cause, failed.Reason));

        others.Dispose();
        await session.SubmitAsync(Streams.Frame(1), Cancel);
        Assert.True(await results.MoveNextAsync());
        Assert.IsType<FrameSegmented>(results.Current.Outcome);
        Assert.Equal(0, streams.Registry.Decoding.Used);
    }

    [Fact]
    public async Task Streams_of_large_pictures_share_the_memory_and_all_get_their_results()
    {
        // Each takes 3 MB as sent and 3 MB decoded; one fits at a time.
        var picture = new RawPicture(PixelFormat.Bgr24, new PixelSize(1000, 1000), 0, new byte[3_000_000]);
        await using var streams = new Streams(new StreamingOptions { MaxDecodeBytes = 7_000_000 });
        long most = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 6), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancel }, async (_, _) =>
        {
            await using var session = streams.Registry.Open(new StreamOptions { Delivery = DeliveryPolicy.All });
            var reading = Streams.ResultsOf(session);
            for (ulong i = 0; i < 5; i++)
            {
                await session.SubmitAsync(new SubmittedFrame(i, TimeSpan.FromMilliseconds(40 * i), picture, TimeProvider.System.GetUtcNow()), Cancel);
                InterlockedMax(ref most, streams.Registry.Decoding.Used);
            }

            session.Complete();
            Assert.All(await reading, r => Assert.IsType<FrameSegmented>(r.Outcome));
        });
        Assert.InRange(most, 1, 7_000_000);
        Assert.Equal(0, streams.Registry.Decoding.Used);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (long seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
