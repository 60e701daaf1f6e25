using Microsoft.Extensions.Time.Testing;
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
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
        var session = first.Session;
        for (ulong i = 0; i < 4; i++)
        {
            await session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        var seen = await ReadAsync(session, 2);
        first.ConnectionLost();
        await first.DisposeAsync();

        // It holds the first alone: the second was on its way.
        await using var second = await streams.Registry.ResumeAsync(new StreamResumption("gate", session.ResumeToken, 0), TestContext.Current.CancellationToken);
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
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
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

        await using var second = await streams.Registry.ResumeAsync(new StreamResumption("gate", session.ResumeToken, null), TestContext.Current.CancellationToken);
        session.Complete();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (ulong)i), (await Streams.ResultsOf(session)).Select(r => r.FrameNumber));
    }

    [Fact]
    public async Task Who_does_not_know_the_token_is_refused_and_so_is_who_opens_the_id_anew()
    {
        await using var streams = new Streams();
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
        first.ConnectionLost();
        await first.DisposeAsync();

        await Assert.ThrowsAsync<ResumeTokenMismatchException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", "guessed", null), TestContext.Current.CancellationToken));
        var taken = Assert.Throws<StreamIdInUseException>(() => streams.Registry.Open(new StreamOptions { StreamId = "gate" }));
        Assert.InRange(taken.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
        await using var back = await streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_client_that_comes_back_before_the_loss_is_noticed_displaces_itself()
    {
        await using var streams = new Streams();
        await using var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
        var back = streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null), TestContext.Current.CancellationToken);
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
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
        first.ConnectionLost();
        await first.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        await using (var back = await streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null), TestContext.Current.CancellationToken))
        {
            back.ConnectionLost();
        }

        time.Advance(TimeSpan.FromSeconds(31));
        await first.Session.Closed.WaitAsync(Cancel);
        await Assert.ThrowsAsync<StreamNotResumableException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, null), TestContext.Current.CancellationToken));
        await using var another = streams.Registry.Open(new StreamOptions { StreamId = "gate" });
    }

    [Fact]
    public async Task A_client_that_says_goodbye_leaves_nothing_behind()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 1 });
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        Assert.True(first.Session.Closed.IsCompleted);
        await using var another = streams.Registry.Open(new StreamOptions { StreamId = "gate" });
    }

    [Fact]
    public async Task Results_that_are_not_kept_any_more_end_the_stream_in_words()
    {
        await using var streams = new Streams(new StreamingOptions { KeptResults = 3 });
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions { StreamId = "gate" }, "caller"), TestContext.Current.CancellationToken);
        var reading = ReadAsync(first.Session, 10);
        for (ulong i = 0; i < 10; i++)
        {
            await first.Session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        await reading;
        first.ConnectionLost();
        await first.DisposeAsync();
        await using (var back = await streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, 6), TestContext.Current.CancellationToken))
        {
            Assert.Equal([7ul, 8ul, 9ul], (await ReadAsync(back.Session, 3)).Select(r => r.FrameNumber));
            back.ConnectionLost();
        }

        await Assert.ThrowsAsync<ResultsExpiredException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", first.Session.ResumeToken, 5), TestContext.Current.CancellationToken));
        await using var another = streams.Registry.Open(new StreamOptions { StreamId = "gate" });
    }

    [Fact]
    public async Task A_drain_does_not_wait_for_clients_that_are_gone()
    {
        await using var streams = new Streams();
        var first = StreamAttachment.To(streams.Registry.Open(new StreamOptions(), "caller"), TestContext.Current.CancellationToken);
        first.ConnectionLost();
        await first.DisposeAsync();
        await streams.Registry.DrainAsync(Cancel);
        Assert.True(first.Session.Closed.IsCompleted);
    }

    [Fact]
    public async Task No_stream_sees_anothers_state_whatever_is_cancelled_when()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 5 });
        await Scenarios.ManyClientsAsync(streams);
    }

    private static async Task<List<FrameResult>> ReadAsync(StreamSession session, int count) => await Streams.Read(session, Cancel).Take(count).ToListAsync(Cancel);

    private static IEnumerable<long> TracksOf(IEnumerable<FrameResult> results) => results
        .Select(r => r.Outcome).OfType<FrameSegmented>().SelectMany(o => o.Segments).Where(s => s.TrackId is not null).Select(s => s.TrackId!.Value).Distinct();
}
