using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Tests;

public sealed class ChunkedVideoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_in_chunks_is_one_stream_to_subscribers_and_no_session()
    {
        await using var streams = new Streams();
        var options = streams.Registry.Accept(new StreamOptions { StreamId = "video" });
        using var model = streams.Registry.Rent(options);
        using var subscription = streams.Hub.Subscribe(new SubscriptionOptions { Pattern = StreamPattern.All });
        var tracker = new Tracker(new TrackerOptions());
        using (var stream = streams.Registry.OpenChunked(options, model))
        {
            for (ulong first = 0; first < 9; first += 3)
            {
                await using var chunk = stream.OpenChunk(tracker);
                var reading = chunk.ReadResultsAsync(Cancel).CountAsync(Cancel).AsTask();
                for (ulong i = first; i < first + 3; i++)
                {
                    await chunk.SubmitAsync(Streams.Frame(i), Cancel);
                }

                chunk.Complete();
                Assert.Equal(3, await reading);
                Assert.Equal((0, 1), (streams.Registry.Count, streams.Hub.OpenStreams));
            }
        }

        var events = await subscription.ReadAsync(Cancel).Take(12).ToListAsync(Cancel);
        Assert.IsType<SubscriptionEvent.Started>(events[0]);
        Assert.Equal("video", Assert.IsType<SubscriptionEvent.Opened>(events[1]).Status.Stream.StreamId);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (ulong)i), events[2..11].Select(e => Assert.IsType<SubscriptionEvent.Result>(e).Logged.FrameNumber));
        var closed = Assert.IsType<SubscriptionEvent.Closed>(events[11]).Status;
        Assert.Equal((9ul, 9ul), (closed.Statistics.FramesReceived, closed.Statistics.Results));
    }

    [Fact]
    public async Task The_video_of_a_caller_is_seen_by_no_other()
    {
        await using var streams = new Streams();
        var options = streams.Registry.Accept(new StreamOptions { StreamId = "job-1" });
        using var model = streams.Registry.Rent(options);
        using var theirs = streams.Hub.Subscribe(new SubscriptionOptions { Pattern = StreamPattern.All, Caller = "eve", Preview = new PreviewRequest(64, 60) });
        using var own = streams.Hub.Subscribe(new SubscriptionOptions { Pattern = StreamPattern.All, Caller = "ada" });
        using (var stream = streams.Registry.OpenChunked(options, model, owner: "ada"))
        {
            await using var chunk = stream.OpenChunk(new Tracker(new TrackerOptions()));
            await chunk.SubmitAsync(Streams.Frame(0), Cancel);
            chunk.Complete();
            Assert.Equal(1, await chunk.ReadResultsAsync(Cancel).CountAsync(Cancel));
            Assert.Single(streams.Hub.Streams(StreamPattern.All, "ada"));
            Assert.Empty(streams.Hub.Streams(StreamPattern.All, "eve"));
            Assert.Throws<StreamNotFoundException>(() => streams.Hub.Find("job-1", "eve"));
        }

        Assert.IsType<SubscriptionEvent.Closed>((await own.ReadAsync(Cancel).Take(4).ToListAsync(Cancel))[3]);
        await using var live = streams.Registry.Open(new StreamOptions { StreamId = "live" });
        var seen = await theirs.ReadAsync(Cancel).Take(2).ToListAsync(Cancel);
        Assert.Equal("live", Assert.IsType<SubscriptionEvent.Opened>(seen[1]).Status.Stream.StreamId);
    }

    [Fact]
    public async Task A_chunk_needs_a_slot_and_gives_it_back()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 1 });
        var options = streams.Registry.Accept(new StreamOptions { StreamId = "video" });
        using var model = streams.Registry.Rent(options);
        using var stream = streams.Registry.OpenChunked(options, model);
        await using (streams.Registry.Open(new StreamOptions()))
        {
            Assert.Throws<QuotaExceededException>(() => stream.OpenChunk(new Tracker(new TrackerOptions())));
        }

        await using (stream.OpenChunk(new Tracker(new TrackerOptions())))
        {
            Assert.Throws<QuotaExceededException>(() => streams.Registry.Open(new StreamOptions()));
        }

        await using var session = streams.Registry.Open(new StreamOptions());
    }
}
