using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Tests;

namespace VideoSeg.Server.Tests.Networks;

/// <summary>Streams of one process on a real network, whose steps and cached tensors come from pools that all streams share.</summary>
public sealed class NetworkStreamTests
{
    [Theory]
    [InlineData(EveryFramePolicy.Name)]
    [InlineData(FixedIntervalPolicy.Name)]
    [InlineData(AdaptivePolicy.Name)]
    public async Task Results_are_the_same_however_many_frames_the_network_looks_at(string policy)
    {
        await using var alone = new Streams(new StreamingOptions { KeyframesAtOnce = 1 }, models: LoadModels());
        await using var sideBySide = new Streams(new StreamingOptions { KeyframesAtOnce = 5 }, models: LoadModels());
        await Scenarios.SameResultsAsync(alone, sideBySide, policy);
    }

    [Fact]
    public async Task No_stream_sees_anothers_state_whatever_is_cancelled_when()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 5 }, models: LoadModels());
        await Scenarios.ManyClientsAsync(streams);
    }

    private static ModelCatalog LoadModels() =>
        ModelCatalog.Load(new InferenceOptions { Models = Path.Combine(AppContext.BaseDirectory, "Packages"), DefaultModel = "colours" });
}
