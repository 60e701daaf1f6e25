using Microsoft.Extensions.Time.Testing;
using VideoSeg.Inference;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Tests.Fakes;

namespace VideoSeg.Streaming.Tests;

/// <summary>When a model is offered to new streams.</summary>
public sealed class ModelHealthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_that_fails_again_and_again_is_not_offered_until_it_does_its_work()
    {
        await using var streams = new Streams();
        streams.Model.Run = FakeModel.FailOnRed;
        await using var session = streams.Registry.Open(new StreamOptions());
        var health = session.Model.Health;
        await using var results = Streams.Read(session, Cancel).GetAsyncEnumerator(Cancel);
        for (ulong i = 0; i < ModelHealth.Failures; i++)
        {
            Assert.True(health.IsServing(TimeProvider.System));
            Assert.Equal("INFERENCE_FAILED", Assert.IsType<FrameFailed>(await OutcomeAsync(Streams.Frame(i))).Reason);
        }

        Assert.False(health.IsServing(TimeProvider.System));

        Assert.IsType<FrameSegmented>(await OutcomeAsync(Streams.Frame(ModelHealth.Failures, redColumns: 0)));
        Assert.True(health.IsServing(TimeProvider.System));

        async Task<FrameOutcome> OutcomeAsync(SubmittedFrame frame)
        {
            await session.SubmitAsync(frame, Cancel);
            Assert.True(await results.MoveNextAsync());
            return results.Current.Outcome;
        }
    }

    [Fact]
    public void A_network_that_failed_is_offered_again_after_a_while()
    {
        var time = new FakeTimeProvider();
        var health = new ModelHealth();
        for (int i = 0; i < ModelHealth.Failures; i++)
        {
            health.Failed(time);
        }

        time.Advance(ModelHealth.Pause - TimeSpan.FromTicks(1));
        Assert.False(health.IsServing(time));

        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(health.IsServing(time));

        health.Failed(time);
        Assert.False(health.IsServing(time));
    }
}
