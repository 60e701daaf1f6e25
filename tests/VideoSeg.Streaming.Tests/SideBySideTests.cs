using System.Diagnostics.Metrics;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Tests;

/// <summary>Frames of one stream that the network looks at side by side. Alone: one test holds steps back, whoever they belong to.</summary>
[Collection(nameof(SideBySideTests))]
[CollectionDefinition(nameof(SideBySideTests), DisableParallelization = true)]
public sealed class SideBySideTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_network_looks_at_several_frames_of_one_stream_at_once()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two cores");
        await using var streams = new Streams(new StreamingOptions { KeyframesAtOnce = 2 });
        await using var session = streams.Registry.Open(new StreamOptions());

        // A worker tells of its step before it is free again, so two that meet there have worked side by side.
        using var meeting = new Barrier(2);
        var met = new List<bool>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<double>((_, _, _, _) =>
        {
            bool inTime = meeting.SignalAndWait(TimeSpan.FromSeconds(30), Cancel);
            lock (met)
            {
                met.Add(inTime);
            }
        });
        listener.InstrumentPublished = (instrument, who) =>
        {
            if (instrument.Name == "videoseg.step.duration")
            {
                who.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();
        var reading = Streams.ResultsOf(session);
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        await session.SubmitAsync(Streams.Frame(1), Cancel);
        session.Complete();
        Assert.Equal(2, (await reading).Count);
        Assert.Equal([true, true], met);
    }

    [Theory]
    [InlineData(EveryFramePolicy.Name)]
    [InlineData(FixedIntervalPolicy.Name)]
    [InlineData(AdaptivePolicy.Name)]
    public async Task Results_are_the_same_however_many_frames_the_network_looks_at(string policy)
    {
        var expected = await ResultsOfFileAsync(1);
        Assert.InRange(expected.Count(result => result.StartsWith("keyframe", StringComparison.Ordinal)), 60 / 5, policy == EveryFramePolicy.Name ? 60 : 40);
        Assert.Equal(expected, await ResultsOfFileAsync(5));

        async Task<List<string>> ResultsOfFileAsync(int keyframesAtOnce)
        {
            await using var streams = new Streams(new StreamingOptions { KeyframesAtOnce = keyframesAtOnce });
            var options = streams.Registry.Accept(new StreamOptions { StreamId = "file", KeyframePolicy = policy, KeyframeInterval = 5 });
            using var model = streams.Registry.Rent(options);
            using var stream = streams.Registry.OpenChunked(options, model);
            await using var chunk = stream.OpenChunk(new Tracker(new TrackerOptions()));
            var reading = chunk.ReadResultsAsync(Cancel).ToListAsync(Cancel).AsTask();
            for (ulong i = 0; i < 60; i++)
            {
                // It moves, and now and then it is somewhere else.
                await chunk.SubmitAsync(Streams.Frame(i, redColumns: 20 + (int)(i % 17) + (i / 17 % 2 == 0 ? 0 : 30)), Cancel);
            }

            chunk.Complete();
            return [.. (await reading).Select(result => Assert.IsType<FrameSegmented>(result.Outcome)).Select(frame =>
                $"{(frame.KeyframeReason is { } reason ? $"keyframe {reason}" : "reused")}: {string.Join(", ", frame.Segments.Select(s => $"{s.TrackId} {s.Category.Name} {s.Score} {s.Rle!.Counts}"))}")];
        }
    }

    [Fact]
    public async Task A_frame_that_fails_takes_no_other_with_it()
    {
        await using var streams = new Streams(new StreamingOptions { KeyframesAtOnce = 5 });
        await using var session = streams.Registry.Open(new StreamOptions { Model = "fails-on-red", KeyframePolicy = EveryFramePolicy.Name });
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
