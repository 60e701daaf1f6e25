using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Tests.Subscriptions;

namespace VideoSeg.Streaming.Tests.ResultLog;

/// <summary>Who loses results when the log is full, and what subscribers are told of it.</summary>
public sealed class QuotaTests
{
    private static readonly SubscriptionOptions Any = new() { Pattern = StreamPattern.All };

    [Fact]
    public async Task A_job_never_pushes_out_a_live_streams_results()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxResults = 100 });
        var live = hubs.Open("live");
        ulong first = Hubs.Publish(live);
        for (int i = 1; i < 100; i++)
        {
            Hubs.Publish(live);
        }

        var job = hubs.Open("job", isLive: false);
        ulong last = 0;
        for (int i = 0; i < 1_000; i++)
        {
            last = Hubs.Publish(job);
        }

        await using var reader = hubs.Read("live", Any with { FromSequence = first });
        Assert.Equal(0ul, reader.Started.Missing);
        await reader.NextAsync();
        await reader.NextAsync();
        for (ulong i = 0; i < 100; i++)
        {
            Assert.Equal(first + i, Assert.IsType<SubscriptionEvent.Result>(await reader.NextAsync()).Logged.Sequence);
        }

        await using var ofJob = hubs.Read("job", Any with { FromSequence = last - 20 });
        await ofJob.NextAsync();
        await ofJob.NextAsync();
        Assert.Equal(new SubscriptionEvent.Missed(last - 20, last - 12), await ofJob.NextAsync());
        Assert.Equal(last - 11, await ofJob.NextResultAsync());
    }

    [Fact]
    public async Task A_busy_stream_pushes_out_no_results_of_one_that_holds_less()
    {
        using var hubs = new Hubs(new ResultHubOptions { MaxBytes = 100_000 }, resultBytes: 1_000);
        var (quiet, busy) = (hubs.Open("quiet"), hubs.Open("busy"));
        ulong first = Hubs.Publish(quiet);
        for (int i = 0; i < 1_000; i++)
        {
            Hubs.Publish(busy);
            if (i % 100 == 0)
            {
                Hubs.Publish(quiet);
            }
        }

        await using var reader = hubs.Read("quiet", Any with { FromSequence = first });
        await reader.NextAsync();
        await reader.NextAsync();
        for (int i = 0; i < 11; i++)
        {
            Assert.IsType<SubscriptionEvent.Result>(await reader.NextAsync());
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("job")]
    [InlineData("s.*")]
    [InlineData(">")]
    public async Task Each_result_is_either_read_or_told_as_missed_in_order(string pattern)
    {
        var random = new Random(7);
        for (int run = 0; run < 30; run++)
        {
            using var hubs = new Hubs(new ResultHubOptions { MaxResults = random.Next(16, 60), MaxAge = TimeSpan.FromSeconds(random.Next(5, 100)) });
            var streams = new[] { hubs.Open("a"), hubs.Open("s.b"), hubs.Open("s.c"), hubs.Open("job", isLive: false) };
            await using var reader = hubs.Read(pattern, Any with { Name = new SubscriptionName("test", "reader") });
            ulong expected = reader.Started.NextSequence;
            var toRead = new Queue<ulong>();
            for (int i = 0; i < 400; i++)
            {
                var stream = streams[Math.Min(random.Next(10), 3)];
                ulong sequence = Hubs.Publish(stream);
                if (reader.Matches(stream.StreamId))
                {
                    toRead.Enqueue(sequence);
                }

                hubs.Time.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
                while (toRead.Count > 0 && random.Next(4) == 0)
                {
                    expected = Account(await reader.NextAsync(), expected, toRead);
                }
            }

            while (toRead.Count > 0)
            {
                expected = Account(await reader.NextAsync(), expected, toRead);
            }
        }
    }

    /// <returns>The first sequence that an event may tell of from now on.</returns>
    private static ulong Account(SubscriptionEvent read, ulong expected, Queue<ulong> toRead)
    {
        switch (read)
        {
            case SubscriptionEvent.Missed missed:
                Assert.InRange(missed.FirstSequence, expected, missed.LastSequence);
                while (toRead.TryPeek(out ulong next) && next <= missed.LastSequence)
                {
                    Assert.True(toRead.Dequeue() >= missed.FirstSequence);
                }

                return missed.LastSequence + 1;
            case SubscriptionEvent.Result result:
                Assert.Equal(toRead.Dequeue(), result.Logged.Sequence);
                return result.Logged.Sequence + 1;
            default:
                return expected;
        }
    }
}
