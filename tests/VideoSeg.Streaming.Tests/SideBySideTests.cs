using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Tests.Fakes;

namespace VideoSeg.Streaming.Tests;

/// <summary>Frames of one stream that the network looks at side by side.</summary>
public sealed class SideBySideTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_network_looks_at_several_frames_of_one_stream_at_once()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two cores");
        await using var streams = new Streams(new StreamingOptions { KeyframesAtOnce = 2 });
        await using var session = streams.Registry.Open(new StreamOptions());

        // Each step waits for the other one.
        var both = new TaskCompletionSource();
        int begun = 0;
        streams.Model.Run = _ =>
        {
            if (Interlocked.Increment(ref begun) == 2)
            {
                both.SetResult();
            }

            return both.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        };
        var reading = Streams.ResultsOf(session);
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        await session.SubmitAsync(Streams.Frame(1), Cancel);
        session.Complete();
        Assert.Equal([typeof(FrameSegmented), typeof(FrameSegmented)], (await reading).Select(r => r.Outcome.GetType()));
    }

    [Fact]
    public async Task Results_leave_in_order_though_a_later_frame_is_ready_first()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two cores");
        await using var streams = new Streams(new StreamingOptions { KeyframesAtOnce = 2 });
        await using var session = streams.Registry.Open(new StreamOptions());
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        streams.Model.Run = step =>
        {
            if (step.KeyframeReason == KeyframeReason.FirstFrame)
            {
                return first.Task.WaitAsync(Cancel);
            }

            second.TrySetResult();
            return Task.CompletedTask;
        };
        var reading = Streams.ResultsOf(session);
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        await session.SubmitAsync(Streams.Frame(1), Cancel);
        session.Complete();
        await second.Task.WaitAsync(Cancel);
        Assert.False(reading.IsCompleted);
        first.SetResult();
        Assert.Equal([0ul, 1ul], (await reading).Select(r => r.FrameNumber));
    }

    [Theory]
    [InlineData(EveryFramePolicy.Name)]
    [InlineData(FixedIntervalPolicy.Name)]
    [InlineData(AdaptivePolicy.Name)]
    public async Task Results_are_the_same_however_many_frames_the_network_looks_at(string policy)
    {
        await using var alone = new Streams(new StreamingOptions { KeyframesAtOnce = 1 });
        await using var sideBySide = new Streams(new StreamingOptions { KeyframesAtOnce = 5 });
        await Scenarios.SameResultsAsync(alone, sideBySide, policy);
    }

    [Fact]
    public async Task A_frame_that_fails_takes_no_other_with_it()
    {
        await using var streams = new Streams(new StreamingOptions { KeyframesAtOnce = 5 });
        streams.Model.Run = FakeModel.FailOnRed;
        await using var session = streams.Registry.Open(new StreamOptions { KeyframePolicy = EveryFramePolicy.Name });
        var reading = Streams.ResultsOf(session);
        for (ulong i = 0; i < 30; i++)
        {
            await session.SubmitAsync(Streams.Frame(i, redColumns: i % 3 == 1 ? 48 : 0), Cancel);
        }

        session.Complete();
        Assert.Equal(
            Enumerable.Range(0, 30).Select(i => i % 3 == 1 ? typeof(FrameFailed) : typeof(FrameSegmented)),
            (await reading).Select(result => result.Outcome.GetType()));
    }
}
