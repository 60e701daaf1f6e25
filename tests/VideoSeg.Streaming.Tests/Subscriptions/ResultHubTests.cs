using System.Text;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Streaming.Tests.Subscriptions;

public sealed class ResultHubTests
{
    private static readonly SubscriptionOptions Any = new() { Pattern = StreamPattern.All };

    [Fact]
    public async Task A_result_is_written_once_for_all_subscribers()
    {
        using var hubs = new Hubs();
        var stream = hubs.Open("gate");
        var readers = Enumerable.Range(0, 20).Select(_ => hubs.Read("gate")).ToList();

        Hubs.Publish(stream, 7);

        foreach (var reader in readers)
        {
            await reader.NextAsync();
            await reader.NextAsync();
            var result = Assert.IsType<SubscriptionEvent.Result>(await reader.NextAsync());
            Assert.Equal("gate 7", Encoding.UTF8.GetString(result.Logged.Encoded.Span));
            await reader.DisposeAsync();
        }

        Assert.Equal(1, hubs.Encoding.Encoded);
    }

    [Fact]
    public async Task A_stream_whose_result_is_being_encoded_holds_up_no_other()
    {
        using var hubs = new Hubs();
        using var goOn = new ManualResetEventSlim();
        hubs.Encoding.Encoding = result =>
        {
            if (result.StreamId == "slow")
            {
                goOn.Wait(TestContext.Current.CancellationToken);
            }
        };
        var slow = hubs.Open("slow");
        var publishing = Task.Run(() => Hubs.Publish(slow), TestContext.Current.CancellationToken);

        ulong other = Hubs.Publish(hubs.Open("other"));

        goOn.Set();
        Assert.Equal(other + 1, await publishing);
    }

    /// <summary>More than are woken together.</summary>
    [Fact]
    public async Task However_many_wait_each_is_woken_by_the_next_result()
    {
        using var hubs = new Hubs();
        var stream = hubs.Open("gate");
        var readers = Enumerable.Range(0, 100).Select(_ => hubs.Read("gate")).ToList();
        foreach (ulong frame in new ulong[] { 1, 2 })
        {
            var waiting = readers.Select(r => r.NextResultAsync()).ToList();
            Assert.All(waiting, w => Assert.False(w.IsCompleted));

            ulong sequence = Hubs.Publish(stream, frame);

            Assert.All(await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), s => Assert.Equal(sequence, s));
        }

        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_is_told_before_its_first_result_and_once_also_when_it_is_gone_already()
    {
        using var hubs = new Hubs();
        var gone = hubs.Open("gone");
        var open = hubs.Open("open");
        ulong first = Hubs.Publish(gone);
        gone.Close();
        Hubs.Publish(open);

        await using var reader = hubs.Read(">", Any with { FromSequence = first });
        Assert.IsType<SubscriptionEvent.Started>(await reader.NextAsync());
        Assert.Equal(open.Description, Assert.IsType<SubscriptionEvent.Opened>(await reader.NextAsync()).Status.Stream);
        Assert.Equal(gone.Description, Assert.IsType<SubscriptionEvent.Opened>(await reader.NextAsync()).Status.Stream);
        Assert.Equal(gone.Description, Assert.IsType<SubscriptionEvent.Result>(await reader.NextAsync()).Logged.Stream);
        var closed = Assert.IsType<SubscriptionEvent.Closed>(await reader.NextAsync()).Status;
        Assert.Equal((gone.Description, 1ul), (closed.Stream, closed.Statistics.Drops));
        Assert.Equal(open.Description, Assert.IsType<SubscriptionEvent.Result>(await reader.NextAsync()).Logged.Stream);
    }

    [Fact]
    public async Task A_position_older_than_the_log_is_answered_with_the_first_one_kept_and_how_many_are_missing()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxResults = 16 });
        var stream = hubs.Open("gate");
        ulong first = Hubs.Publish(stream);
        for (int i = 0; i < 29; i++)
        {
            Hubs.Publish(stream);
        }

        await using var reader = hubs.Read("gate", Any with { FromSequence = first });
        Assert.Equal(new SubscriptionEvent.Started(first + 14, first + 14, 14, IsLogReset: false, IsNewName: false), await reader.NextAsync());
        for (ulong i = 14; i < 30; i++)
        {
            Assert.Equal(first + i, await reader.NextResultAsync());
        }
    }

    [Fact]
    public void The_log_is_bounded_by_bytes_and_by_age()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxBytes = 100_000, MaxAge = TimeSpan.FromMinutes(1) }, resultBytes: 10_000);
        var stream = hubs.Open("gate");
        ulong first = Hubs.Publish(stream);
        for (int i = 0; i < 19; i++)
        {
            Hubs.Publish(stream);
        }

        // Nine of 10,128 bytes fit.
        Assert.Equal(11ul, hubs.Read("gate", Any with { FromSequence = first }).Started.Missing);
        hubs.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(20ul, hubs.Read("gate", Any with { FromSequence = first }).Started.Missing);
    }

    [Fact]
    public async Task A_slow_subscriber_is_told_exactly_what_it_missed()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxResults = 16 });
        var stream = hubs.Open("gate");
        await using var reader = hubs.Read("gate");
        ulong first = Hubs.Publish(stream);
        Assert.Equal(first, await reader.NextResultAsync());

        for (int i = 0; i < 40; i++)
        {
            Hubs.Publish(stream);
        }

        Assert.Equal(new SubscriptionEvent.Missed(first + 1, first + 24), await reader.NextAsync());
        Assert.Equal(first + 25, await reader.NextResultAsync());
    }

    [Fact]
    public async Task A_slow_subscriber_that_chose_so_is_cut_off_with_the_first_sequence_that_it_did_not_get()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxResults = 16 });
        var stream = hubs.Open("gate");
        await using var reader = hubs.Read("gate", Any with { Slow = SlowSubscriber.Disconnect });
        ulong first = Hubs.Publish(stream);
        await reader.NextResultAsync();
        for (int i = 0; i < 40; i++)
        {
            Hubs.Publish(stream);
        }

        var cutOff = await Assert.ThrowsAsync<SubscriberTooSlowException>(reader.NextAsync);
        Assert.Equal(first + 1, cutOff.FirstMissedSequence);
    }

    [Theory]
    [InlineData("", SlowSubscriber.Skip, true)]
    [InlineData("", SlowSubscriber.Disconnect, false)]
    [InlineData("counter", SlowSubscriber.Skip, false)]
    public async Task Who_only_looks_on_is_brought_to_what_is_now_and_who_counts_reads_on(string name, SlowSubscriber slow, bool skips)
    {
        using var hubs = new Hubs();
        var stream = hubs.Open("gate");
        await using var reader = hubs.Read("gate", Any with { Name = name.Length > 0 ? Name(name) : null, Slow = slow });
        Hubs.Publish(stream);
        await reader.NextResultAsync();
        var waiting = reader.NextAsync();
        ulong late = Hubs.Publish(stream);
        Assert.Equal(late, Assert.IsType<SubscriptionEvent.Result>(await waiting).Logged.Sequence);

        ulong old = Hubs.Publish(stream);
        Hubs.Publish(stream);
        hubs.Time.Advance(TimeSpan.FromSeconds(6));
        var next = reader.NextAsync();
        if (skips)
        {
            Assert.Equal(new SubscriptionEvent.Missed(old, old + 1), await next);
        }
        else
        {
            Assert.Equal(old, Assert.IsType<SubscriptionEvent.Result>(await next).Logged.Sequence);
        }
    }

    [Fact]
    public async Task A_stream_that_closed_where_a_subscriber_skipped_is_told_closed()
    {
        using var hubs = new Hubs();
        var gone = hubs.Open("gone");
        var stream = hubs.Open("gate");
        await using var reader = hubs.Read(">");
        Hubs.Publish(gone);
        await reader.NextResultAsync();
        gone.Close();
        Hubs.Publish(stream);
        hubs.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.IsType<SubscriptionEvent.Missed>(await reader.NextAsync());
        Assert.Equal(gone.Description, Assert.IsType<SubscriptionEvent.Closed>(await reader.NextAsync()).Status.Stream);
    }

    [Fact]
    public async Task Many_who_publish_and_read_at_once_lose_nothing_and_see_one_order()
    {
        using var hubs = new Hubs();
        var readers = Enumerable.Range(0, 8).Select(_ => hubs.Read("s.*")).ToList();
        ulong next = readers[0].Started.NextSequence;
        var reading = readers.Select(r => Task.Run(async () =>
        {
            for (ulong i = 0; i < 4_000; i++)
            {
                Assert.Equal(next + i, await r.NextResultAsync());
            }
        })).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            var stream = hubs.Open($"s.{i}");
            for (ulong frame = 0; frame < 1_000; frame++)
            {
                Hubs.Publish(stream, frame);
            }

            stream.Close();
        })));
        await Task.WhenAll(reading);
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task Old_previews_leave_the_log_before_results_do()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxPreviewBytes = 2_500 });
        var stream = hubs.Open("gate");
        var picture = new LoggedPreview(320, new byte[1_000]);
        ulong first = Hubs.Publish(stream, 0, picture);
        Hubs.Publish(stream, 1, picture);
        Hubs.Publish(stream, 2, picture);

        await using var reader = hubs.Read("gate", Any with { FromSequence = first, Preview = new PreviewRequest(640, 60) });
        await reader.NextAsync();
        await reader.NextAsync();
        hubs.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SubscriptionEvent.Result>(await reader.NextAsync());
        Assert.IsType<SubscriptionEvent.Picture>(await reader.NextAsync());
    }

    [Fact]
    public async Task A_subscription_of_the_same_name_takes_the_place_of_the_one_before()
    {
        using var hubs = new Hubs();
        await using var before = hubs.Read(">", Any with { Name = Name("counter") });
        await before.NextAsync();
        var waiting = before.NextAsync();

        await using var after = hubs.Read(">", Any with { Name = Name("counter") });

        await Assert.ThrowsAsync<SubscriptionTakenException>(() => waiting);
        Hubs.Publish(hubs.Open("gate"));
        await after.NextResultAsync();
    }

    [Fact]
    public async Task A_named_subscription_goes_on_behind_what_it_acknowledged_and_from_its_beginning_before_that()
    {
        using var hubs = new Hubs();
        var stream = hubs.Open("gate");
        await hubs.Read(">", Any with { Name = Name("counter") }).DisposeAsync();
        ulong first = Hubs.Publish(stream);
        ulong second = Hubs.Publish(stream);
        Assert.Equal(first, hubs.Read(">", Any with { Name = Name("counter") }).Started.NextSequence);

        hubs.Hub.Acknowledge(Name("counter"), first);
        Assert.Equal(second, hubs.Read(">", Any with { Name = Name("counter") }).Started.NextSequence);
        hubs.Hub.Acknowledge(Name("counter"), first - 1);
        Assert.Equal(second, hubs.Read(">", Any with { Name = Name("counter") }).Started.NextSequence);

        Assert.Equal("Sequence", Assert.Throws<InvalidSubscriptionException>(() => hubs.Hub.Acknowledge(Name("counter"), second + 1)).Option);
        Assert.Throws<SubscriptionNotFoundException>(() => hubs.Hub.DeleteSubscription(new SubscriptionName("another", "counter")));
        hubs.Hub.DeleteSubscription(Name("counter"));
        Assert.Throws<SubscriptionNotFoundException>(() => hubs.Hub.Acknowledge(Name("counter"), first));
        Assert.Throws<SubscriptionNotFoundException>(() => hubs.Hub.DeleteSubscription(Name("counter")));
    }

    [Fact]
    public async Task One_subscriber_or_subscription_or_size_of_preview_too_many_is_refused_with_the_limit()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxSubscribers = 2, MaxSubscriptions = 1, MaxPreviewSizes = 1 });
        await using var first = hubs.Read(">", Any with { Name = Name("one"), Preview = new PreviewRequest(320, 1) });
        Assert.Contains("at most 1", Refused(Any with { Name = Name("two") }), StringComparison.Ordinal);
        Assert.Contains("320", Refused(Any with { Preview = new PreviewRequest(640, 1) }), StringComparison.Ordinal);
        await using var second = hubs.Read(">", Any with { Preview = new PreviewRequest(320, 1) });
        Assert.Contains("2 subscribers", Refused(Any), StringComparison.Ordinal);

        string Refused(SubscriptionOptions options)
        {
            return Assert.Throws<QuotaExceededException>(() => hubs.Hub.Subscribe(options)).Message;
        }
    }

    [Fact]
    public void The_state_of_a_stream_counts_what_became_of_its_frames()
    {
        using var hubs = new Hubs();
        var stream = hubs.Open("gate");
        for (int i = 0; i < 200; i++)
        {
            stream.FrameReceived();
            hubs.Time.Advance(TimeSpan.FromMilliseconds(100));
            var now = hubs.Time.GetUtcNow();
            FrameOutcome outcome = (i % 4) switch
            {
                0 => new FrameDropped(),
                1 => new FrameFailed(FrameFailureCause.Picture, "PICTURE_BROKEN", ""),
                _ => new FrameSegmented(new(64, 48), i % 4 == 2 ? Inference.Keyframes.KeyframeReason.Interval : null, [], null, null),
            };
            Hubs.Publish(stream, new FrameResult((ulong)i, TimeSpan.Zero, new FrameTimes(now - TimeSpan.FromMilliseconds(i), now, Done: now), outcome));
        }

        var state = stream.Status().Statistics;
        Assert.Equal((200ul, 100ul, 50ul, 50ul), (state.FramesReceived, state.Results, state.Errors, state.Drops));
        Assert.Equal(0.5, state.KeyframeShare);
        Assert.InRange(state.ResultRate, 4.8, 5.2);
        Assert.Equal((99, 190), (state.MedianDelay.TotalMilliseconds, state.P95Delay.TotalMilliseconds));
    }

    private static SubscriptionName Name(string name) => new("somebody", name);
}
