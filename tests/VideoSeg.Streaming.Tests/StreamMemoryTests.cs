using Microsoft.Extensions.Time.Testing;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Tests;

/// <summary>What streams that reuse keyframes may remember, and when they give it back.</summary>
public sealed class StreamMemoryTests
{
    private static readonly StreamOptions Reuse = new() { KeyframePolicy = FixedIntervalPolicy.Name, KeyframeInterval = 100 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_is_counted_at_the_first_frame_and_given_back_at_the_end()
    {
        await using var streams = new Streams();
        await using (var session = streams.Registry.Open(Reuse))
        {
            Assert.Equal(0, session.MemoryBytes);
            await ResultOf(session, 0);
            Assert.Equal(session.Model.StreamMemoryBytes, session.MemoryBytes);
            Assert.Equal(session.Model.StreamMemoryBytes, streams.Registry.MemoryBytes);
        }

        Assert.Equal(0, streams.Registry.MemoryBytes);
    }

    [Fact]
    public async Task A_stream_that_finds_no_room_ends_and_the_others_go_on()
    {
        const long OneMebibyte = 1 << 20;
        await using var streams = new Streams(new StreamingOptions { MaxStreamMemoryBytes = OneMebibyte, MaxStreams = 1000 });
        var fitting = new List<StreamSession>();
        while (true)
        {
            var session = streams.Registry.Open(Reuse);
            if ((fitting.Count + 1) * session.Model.StreamMemoryBytes > OneMebibyte)
            {
                await session.SubmitAsync(Streams.Frame(0), Cancel);
                await Assert.ThrowsAsync<StreamMemoryException>(() => Streams.ResultsOf(session));
                await session.DisposeAsync();
                break;
            }

            await ResultOf(session, 0);
            fitting.Add(session);
        }

        Assert.Null(Assert.IsType<FrameSegmented>((await ResultOf(fitting[0], 1)).Outcome).KeyframeReason);
        await using var needsNone = streams.Registry.Open(new StreamOptions { KeyframePolicy = EveryFramePolicy.Name });
        Assert.IsType<FrameSegmented>((await ResultOf(needsNone, 0)).Outcome);
        foreach (var session in fitting)
        {
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_idle_stream_gives_its_memory_back_and_begins_anew()
    {
        var time = new FakeTimeProvider();
        await using var streams = new Streams(new StreamingOptions { MemoryIdleTime = TimeSpan.FromSeconds(10) }, time);
        await using var session = streams.Registry.Open(Reuse);
        await ResultOf(session, 0);
        Assert.Null(Assert.IsType<FrameSegmented>((await ResultOf(session, 1)).Outcome).KeyframeReason);

        while (session.MemoryBytes > 0)
        {
            // The loop sets its timer a moment after the result has left.
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal(KeyframeReason.Gap, Assert.IsType<FrameSegmented>((await ResultOf(session, 2)).Outcome).KeyframeReason);
        Assert.Null(Assert.IsType<FrameSegmented>((await ResultOf(session, 3)).Outcome).KeyframeReason);
        Assert.True(session.MemoryBytes > 0);
    }

    private static async Task<FrameResult> ResultOf(StreamSession session, ulong number)
    {
        await session.SubmitAsync(Streams.Frame(number), Cancel);
        return await Streams.Read(session, Cancel).FirstAsync(Cancel);
    }
}
