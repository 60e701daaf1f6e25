using VideoSeg.Streaming.Acceptance;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Tests;

public sealed class StreamRegistryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_choices_are_filled_in()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions());
        Assert.StartsWith("stream-", session.Options.StreamId, StringComparison.Ordinal);
        Assert.Equal("colours", session.Options.Model);
        Assert.Equal(0.5, session.Options.MinimumScore);
    }

    public static TheoryData<StreamOptions, string> Refused() => new()
    {
        { new StreamOptions { StreamId = "two words" }, nameof(StreamOptions.StreamId) },
        { new StreamOptions { StreamId = ".a" }, nameof(StreamOptions.StreamId) },
        { new StreamOptions { StreamId = new string('a', 65) }, nameof(StreamOptions.StreamId) },
        { new StreamOptions { StreamId = "a\n" }, nameof(StreamOptions.StreamId) },
        { new StreamOptions { MaxMaskSide = 5 }, nameof(StreamOptions.MaxMaskSide) },
        { new StreamOptions { MaxMaskSide = 1_000_000_000 }, nameof(StreamOptions.MaxMaskSide) },
        { new StreamOptions { MinimumScore = double.NaN }, nameof(StreamOptions.MinimumScore) },
        { new StreamOptions { MinimumScore = 1.01 }, nameof(StreamOptions.MinimumScore) },
        { new StreamOptions { Model = "instances-only", ClassMap = true }, nameof(StreamOptions.ClassMap) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_not_allowed_is_refused_by_name(StreamOptions options, string option)
    {
        await using var streams = new Streams();
        Assert.Equal(option, Assert.Throws<InvalidStreamOptionException>(() => streams.Registry.Open(options)).Option);
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_refused_with_those_that_do()
    {
        await using var streams = new Streams();
        var refused = Assert.Throws<ModelNotFoundException>(() => streams.Registry.Open(new StreamOptions { Model = "none" }));
        Assert.Equal("none", refused.Name);
        Assert.Contains("colours", refused.Models);
    }

    [Fact]
    public async Task An_id_is_free_again_when_its_stream_is_closed()
    {
        await using var streams = new Streams();
        await using (streams.Registry.Open(new StreamOptions { StreamId = "gate.north" }))
        {
            Assert.Equal(TimeSpan.FromSeconds(1), Assert.Throws<StreamIdInUseException>(() => streams.Registry.Open(new StreamOptions { StreamId = "gate.north" })).RetryAfter);
        }

        await using var again = streams.Registry.Open(new StreamOptions { StreamId = "gate.north" });
        Assert.Equal("gate.north", again.Options.StreamId);
    }

    [Fact]
    public async Task One_stream_too_many_is_refused_with_the_limit()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 2 });
        await using var first = streams.Registry.Open(new StreamOptions());
        await using var second = streams.Registry.Open(new StreamOptions());
        var refused = Assert.Throws<QuotaExceededException>(() => streams.Registry.Open(new StreamOptions()));
        Assert.Equal((Quota.Streams, 2), (refused.Quota, refused.Limit));
        Assert.Contains("at most 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_finishes_the_frames_that_were_taken_and_says_come_back()
    {
        await using var streams = new Streams();
        var session = streams.Registry.Open(new StreamOptions());
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        await session.SubmitAsync(Streams.Frame(1), Cancel);
        var draining = streams.Registry.DrainAsync(Cancel);

        var results = new List<FrameResult>();
        await Assert.ThrowsAsync<ServerStoppingException>(async () =>
        {
            await foreach (var result in Streams.Read(session, Cancel))
            {
                results.Add(result);
            }
        });
        Assert.Equal(2, results.Count);
        await Assert.ThrowsAsync<ServerStoppingException>(async () => await session.SubmitAsync(Streams.Frame(2), Cancel));
        Assert.Throws<ServerStoppingException>(() => streams.Registry.Open(new StreamOptions()));

        Assert.False(draining.IsCompleted);
        await session.DisposeAsync();
        await draining;
    }

    [Fact]
    public async Task A_stream_whose_client_has_sent_all_ends_well_in_a_drain()
    {
        await using var streams = new Streams();
        var session = streams.Registry.Open(new StreamOptions());
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        session.Complete();
        var draining = streams.Registry.DrainAsync(Cancel);
        Assert.Single(await Streams.ResultsOf(session));
        await session.DisposeAsync();
        await draining;
    }

    [Fact]
    public async Task A_drain_cancels_at_its_deadline()
    {
        await using var streams = new Streams();
        var session = streams.Registry.Open(new StreamOptions());
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        using var deadline = new CancellationTokenSource();
        var draining = streams.Registry.DrainAsync(deadline.Token);
        Assert.False(draining.IsCompleted);
        await deadline.CancelAsync();
        await draining;
        await session.DisposeAsync();
    }
}
