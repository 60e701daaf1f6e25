using Microsoft.Extensions.Time.Testing;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Streaming.Tests;

public sealed class AdmissionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_has_a_limit_of_its_own_and_is_told_when_to_try_again()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreamsPerCaller = 1 });
        var first = streams.Registry.Open(new StreamOptions(), "a");
        var refused = Assert.Throws<QuotaExceededException>(() => streams.Registry.Open(new StreamOptions(), "a"));
        Assert.Equal((Quota.StreamsOfCaller, 1), (refused.Quota, refused.Limit));
        Assert.Contains("at most 1", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);

        await using var anothers = streams.Registry.Open(new StreamOptions(), "b");
        await first.DisposeAsync();
        await using var again = streams.Registry.Open(new StreamOptions(), "a");
    }

    [Fact]
    public async Task Callers_that_share_the_server_leave_each_other_as_much_as_they_have()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 8 }, sharing: new CallerSharing(IsFair: true));

        // 4 of 8, then 2 of the 4 that are left, then 1 of 2.
        foreach (var (caller, taken) in new[] { ("eve", 4), ("mallory", 2), ("ada", 1) })
        {
            Assert.Equal(taken, CountUntilRefused(() => streams.Registry.Open(new StreamOptions(), caller)));
        }

        await using var first = streams.Registry.Open(new StreamOptions(), "bob");
    }

    [Fact]
    public async Task Preview_sizes_subscribers_and_names_are_shared_too()
    {
        await using var streams = new Streams(sharing: new CallerSharing(IsFair: true));
        int side = 64;
        Assert.Equal(2, CountUntilRefused(() => streams.Hub.Subscribe(Of("eve") with { Preview = new PreviewRequest(side++, 1) })));
        Assert.Equal(1, CountUntilRefused(() => streams.Hub.Subscribe(Of("mallory") with { Preview = new PreviewRequest(side++, 1) })));
        using var same = streams.Hub.Subscribe(Of("mallory") with { Preview = new PreviewRequest(64, 1) });
        using var another = streams.Hub.Subscribe(Of("ada") with { Preview = new PreviewRequest(1000, 1) });

        int name = 0;
        Assert.Equal(500, CountUntilRefused(() => streams.Hub.Subscribe(Of("eve") with { Name = new SubscriptionName("eve", $"n{name++}") })));
        using var named = streams.Hub.Subscribe(Of("ada") with { Name = new SubscriptionName("ada", "counter") });
    }

    private static SubscriptionOptions Of(string caller) => new() { Pattern = StreamPattern.All, Caller = caller };

    private static int CountUntilRefused(Action take)
    {
        for (int taken = 0; ; taken++)
        {
            try
            {
                take();
            }
            catch (QuotaExceededException)
            {
                return taken;
            }
        }
    }

    public static TheoryData<StreamingOptions, string> Rates() => new()
    {
        { new StreamingOptions { MaxFramesPerSecond = 2 }, "FRAME_RATE_EXCEEDED" },
        { new StreamingOptions { MaxBytesPerSecond = 2 * 96 * 64 * 3 }, "BYTE_RATE_EXCEEDED" },
        { new StreamingOptions { MaxPixelsPerSecond = 2 * 96 * 64 }, "PIXEL_RATE_EXCEEDED" },
    };

    [Theory]
    [MemberData(nameof(Rates), DisableDiscoveryEnumeration = true)]
    public async Task A_frame_over_a_rate_is_answered_with_the_limit_and_when_it_could_be_taken(StreamingOptions limits, string reason)
    {
        var time = new FakeTimeProvider();
        await using var streams = new Streams(limits, time);
        await using var session = streams.Registry.Open(new StreamOptions(), "a");
        await using var other = streams.Registry.Open(new StreamOptions(), "a");
        await using var results = Streams.Read(session, Cancel).GetAsyncEnumerator(Cancel);
        Assert.IsType<FrameSegmented>(await OutcomeAsync(0));

        // The limit is the caller's: another stream of it uses it up.
        await other.SubmitAsync(Streams.Frame(0), Cancel);
        await Streams.Read(other, Cancel).FirstAsync(Cancel);
        var failed = Assert.IsType<FrameFailed>(await OutcomeAsync(1));
        Assert.Equal((FrameFailureCause.Limit, reason), (failed.Cause, failed.Reason));
        Assert.Equal(0.5, failed.RetryAfter!.Value.TotalSeconds, 2);

        time.Advance(failed.RetryAfter.Value + TimeSpan.FromMilliseconds(1));
        Assert.IsType<FrameSegmented>(await OutcomeAsync(2));

        async Task<FrameOutcome> OutcomeAsync(ulong number)
        {
            await session.SubmitAsync(Streams.Frame(number), Cancel);
            Assert.True(await results.MoveNextAsync());
            Assert.Equal(number, results.Current.FrameNumber);
            return results.Current.Outcome;
        }
    }

    [Fact]
    public async Task A_stream_on_which_nothing_happens_is_ended_in_words()
    {
        var time = new FakeTimeProvider();
        await using var streams = new Streams(new StreamingOptions { IdleTimeout = TimeSpan.FromMinutes(1) }, time);
        var held = StreamAttachment.To(streams.Registry.Open(new StreamOptions(), "a"), TestContext.Current.CancellationToken);
        await using var own = streams.Registry.Open(new StreamOptions());
        var reading = Streams.Read(held.Session, Cancel).FirstOrDefaultAsync(Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(59));
        await held.Session.SubmitAsync(Streams.Frame(0), Cancel);
        Assert.NotNull(await reading);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(held.Ended.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(2));

        await held.Session.Closed.WaitAsync(Cancel);
        Assert.True(held.Ended.IsCancellationRequested);
        Assert.IsType<StreamIdleException>(held.TerminationReason);
        await held.DisposeAsync();

        // The server's own streams may wait as long as they like.
        await own.SubmitAsync(Streams.Frame(0), Cancel);
    }
}
