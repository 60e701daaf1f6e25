using Microsoft.Extensions.Time.Testing;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Resuming;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Tests;

/// <summary>A client whose connection broke, and what its stream does meanwhile.</summary>
public sealed class ResumeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_misses_and_hears_which_frame_is_next()
    {
        await using var streams = new Streams();
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        var session = first.Session;
        for (ulong i = 0; i < 4; i++)
        {
            await session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        var seen = await ReadAsync(session, 2);
        first.ConnectionLost();
        await first.DisposeAsync();

        // It holds the first alone: the second was on its way.
        await using var second = await streams.Registry.ResumeAsync(new StreamResumption("gate", session.ResumeToken, 0));
        Assert.Same(session, second.Session);
        Assert.Equal(4ul, session.NextFrameNumber);
        await session.SubmitAsync(Streams.Frame(4), Cancel);
        session.Complete();
        var rest = await Streams.ResultsOf(session);
        Assert.Equal([1ul, 2ul, 3ul, 4ul], rest.Select(r => r.FrameNumber));
        Assert.Same(seen[1], rest[0]);
        Assert.Single(TracksOf([seen[0], .. rest]));
    }

    [Fact]
    public async Task Frames_that_were_taken_are_computed_while_the_client_is_gone()
    {
        await using var streams = new Streams();
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        var session = first.Session;
        for (ulong i = 0; i < 6; i++)
        {
            await session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        first.ConnectionLost();
        await first.DisposeAsync();

        // Only a session that goes on takes more: the inbox holds two.
        for (ulong i = 6; i < 20; i++)
        {
            await session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        await using var second = await streams.Registry.ResumeAsync(new StreamResumption("gate", session.ResumeToken, null));
        session.Complete();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (ulong)i), (await Streams.ResultsOf(session)).Select(r => r.FrameNumber));
    }

    [Fact]
    public async Task Who_does_not_know_the_token_is_refused_and_so_is_who_opens_the_id_anew()
    {
        await using var streams = new Streams();
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        first.ConnectionLost();
        await first.DisposeAsync();

        await Assert.ThrowsAsync<ResumeTokenMismatchException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", "guessed", null)));
        var taken = Assert.Throws<StreamIdInUseException>(() => streams.Registry.Open(new StreamOptions { StreamId = "gate" }));
        Assert.NotNull(taken.RetryAfter);
        Assert.InRange(taken.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
        await using var back = await streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null));
    }

    [Fact]
    public async Task A_client_that_comes_back_before_the_loss_is_noticed_displaces_itself()
    {
        await using var streams = new Streams();
        await using var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        var back = streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null));
        await Task.Run(() => first.Ended.WaitHandle.WaitOne(), Cancel);
        Assert.IsType<StreamTakenOverException>(first.TerminationReason);

        // The new hold begins when the old one has let go.
        Assert.False(back.IsCompleted);
        await first.DisposeAsync();
        await using var second = await back;
        Assert.False(second.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task When_the_grace_time_is_over_the_stream_is_gone_and_its_id_free()
    {
        var time = new FakeTimeProvider();
        await using var streams = new Streams(new StreamingOptions { ResumeGrace = TimeSpan.FromSeconds(30), MaxStreams = 1 }, time);
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        first.ConnectionLost();
        await first.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        await using (var back = await streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null)))
        {
            back.ConnectionLost();
        }

        time.Advance(TimeSpan.FromSeconds(31));
        await first.Session.Closed.WaitAsync(Cancel);
        await Assert.ThrowsAsync<StreamNotResumableException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null)));
        await using var another = streams.Registry.Open(new StreamOptions { StreamId = "gate" });
    }

    [Fact]
    public async Task A_client_that_says_goodbye_leaves_nothing_behind()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 1 });
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        await first.DisposeAsync();
        Assert.True(first.Session.Closed.IsCompleted);
        await using var another = streams.Registry.Open(new StreamOptions { StreamId = "gate" });
    }

    [Fact]
    public async Task Results_that_are_not_kept_any_more_end_the_stream_in_words()
    {
        await using var streams = new Streams(new StreamingOptions { KeptResults = 3 });
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"));
        var reading = ReadAsync(first.Session, 10);
        for (ulong i = 0; i < 10; i++)
        {
            await first.Session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        await reading;
        first.ConnectionLost();
        await first.DisposeAsync();
        await using (var back = await streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, 6)))
        {
            Assert.Equal([7ul, 8ul, 9ul], (await ReadAsync(back.Session, 3)).Select(r => r.FrameNumber));
            back.ConnectionLost();
        }

        await Assert.ThrowsAsync<ResultsExpiredException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, 5)));
        await using var another = streams.Registry.Open(new StreamOptions { StreamId = "gate" });
    }

    [Fact]
    public async Task A_drain_does_not_wait_for_clients_that_are_gone()
    {
        await using var streams = new Streams();
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions(), "caller"));
        first.ConnectionLost();
        await first.DisposeAsync();
        await streams.Registry.DrainAsync(Cancel);
        Assert.True(first.Session.Closed.IsCompleted);
    }

    /// <summary>
    /// Eight streams' worth of clients that open, send, lose their connection, come back, leave in the middle and are displaced, on few ids
    /// and few places. Each has a picture of its own; what it sees must be its own picture, each frame once and in order, and one track.
    /// </summary>
    [Fact]
    public async Task No_stream_sees_anothers_state_whatever_is_cancelled_when()
    {
        const int Clients = 8;
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 5 });
        int segmented = 0, resumed = 0, refused = 0;
        await Parallel.ForAsync(0, Clients, new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = Cancel }, async (client, cancel) =>
        {
            var random = new Random(client);
            for (int life = 0; life < 150; life++)
            {
                StreamAttachment attachment;
                try
                {
                    attachment = StreamAttachment.To(streams.Registry.Open(
                        new StreamOptions
                        {
                            StreamId = $"s{random.Next(6)}",
                            KeyframePolicy = FixedIntervalPolicy.Name,
                            KeyframeInterval = 3,
                            Delivery = random.Next(2) == 0 ? DeliveryPolicy.All : DeliveryPolicy.Latest,
                        },
                        "caller"));
                }
                catch (Exception e) when (e is StreamIdInUseException or QuotaExceededException)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Yield();
                    continue;
                }

                var results = new List<FrameResult>();
                int red = 8 + (10 * client);
                ulong next = 0;
                int held = 0;
                for (int connection = random.Next(4); ; connection--)
                {
                    using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    var reading = ReadIntoAsync(results, attachment.Session, broken.Token);
                    for (int frames = random.Next(6); frames > 0; frames--)
                    {
                        await attachment.Session.SubmitAsync(Streams.Frame(next++, red), cancel);
                    }

                    if (connection == 0)
                    {
                        if (random.Next(2) == 0)
                        {
                            attachment.Session.Complete();
                            await reading;
                            Assert.Equal(next, (ulong)results.Count);
                        }

                        await broken.CancelAsync();
                        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        await attachment.DisposeAsync();
                        break;
                    }

                    await broken.CancelAsync();
                    await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

                    // Some of what was read never arrived.
                    int lost = random.Next(results.Count - held + 1);
                    results.RemoveRange(results.Count - lost, lost);
                    held = results.Count;
                    var resumption = new StreamResumption(attachment.Session.Options.StreamId, attachment.Session.ResumeToken, results.Count == 0 ? null : results[^1].FrameNumber);
                    var before = attachment;
                    bool isNoticed = random.Next(2) == 0;
                    if (isNoticed)
                    {
                        before.ConnectionLost();
                        await before.DisposeAsync();
                    }

                    var back = streams.Registry.ResumeAsync(resumption);
                    await before.DisposeAsync();
                    attachment = await back;
                    Assert.Same(before.Session, attachment.Session);
                    Assert.Equal(next, attachment.Session.NextFrameNumber);
                    Interlocked.Increment(ref resumed);
                }

                Assert.Equal(Enumerable.Range(0, results.Count).Select(i => (ulong)i), results.Select(r => r.FrameNumber));
                var things = results.Select(r => r.Outcome).OfType<FrameSegmented>().Select(o => Assert.Single(o.Segments, s => s.Category.IsThing)).ToList();
                Assert.True(things.Select(t => t.TrackId).Distinct().Count() <= 1);
                Assert.All(things, t => Assert.Equal(things[0].Box, t.Box));
                if (things.Count > 0)
                {
                    segmented += 1;
                    Assert.Equal(BoxOf(red, things[0]), things[0].Box);
                }
            }
        });

        Assert.True(segmented > 100 && resumed > 100, $"{segmented} lives had segments, {resumed} came back, {refused} were refused");
        static Vision.PixelBox BoxOf(int red, ResultSegment thing) => thing.Category.Name == "red" ? new(0, 0, red, 64) : new(red, 0, 96 - red, 64);
    }

    private static async Task ReadIntoAsync(List<FrameResult> results, StreamSession session, CancellationToken cancellationToken)
    {
        await foreach (var result in Streams.Read(session, cancellationToken))
        {
            results.Add(result);
        }
    }

    private static async Task<List<FrameResult>> ReadAsync(StreamSession session, int count) => await Streams.Read(session, Cancel).Take(count).ToListAsync(Cancel);

    private static IEnumerable<long> TracksOf(IEnumerable<FrameResult> results) => results
        .Select(r => r.Outcome).OfType<FrameSegmented>().SelectMany(o => o.Segments).Where(s => s.TrackId is not null).Select(s => s.TrackId!.Value).Distinct();
}
