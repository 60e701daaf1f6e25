using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Resuming;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Tests;

/// <summary>What must hold on the fake model, where the order of things can be controlled, and on real networks, whose memory is reused.</summary>
internal static class Scenarios
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A video in which something moves, and now and then is somewhere else, has the same results on both.</summary>
    /// <param name="alone">The network looks at one frame at a time.</param>
    /// <param name="sideBySide">It looks at several.</param>
    /// <param name="policy">Which frames are keyframes.</param>
    public static async Task SameResultsAsync(Streams alone, Streams sideBySide, string policy)
    {
        var expected = await ResultsOfFileAsync(alone, policy);
        Assert.InRange(expected.Count(result => result.StartsWith("keyframe", StringComparison.Ordinal)), 60 / 5, policy == EveryFramePolicy.Name ? 60 : 40);
        Assert.Equal(expected, await ResultsOfFileAsync(sideBySide, policy));
    }

    /// <summary>
    /// Eight streams' worth of clients that open, send, lose their connection, come back, leave in the middle and are displaced, on few ids
    /// and few places. Each has a picture of its own; what it sees must be its own picture, each frame once and in order, and one track.
    /// </summary>
    /// <param name="streams">Has room for five.</param>
    public static async Task ManyClientsAsync(Streams streams)
    {
        const int Clients = 8;
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
                        "caller"), cancel);
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

                    var back = streams.Registry.ResumeAsync(resumption, cancel);
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

    private static async Task<List<string>> ResultsOfFileAsync(Streams streams, string policy)
    {
        var options = streams.Registry.Accept(new StreamOptions { StreamId = "file", KeyframePolicy = policy, KeyframeInterval = 5 });
        using var model = streams.Registry.Rent(options);
        using var stream = streams.Registry.OpenChunked(options, model);
        await using var chunk = stream.OpenChunk(new Tracker(new TrackerOptions()));
        var reading = chunk.ReadResultsAsync(Cancel).ToListAsync(Cancel).AsTask();
        for (ulong i = 0; i < 60; i++)
        {
            await chunk.SubmitAsync(Streams.Frame(i, redColumns: 20 + (int)(i % 17) + (i / 17 % 2 == 0 ? 0 : 30)), Cancel);
        }

        chunk.Complete();
        return [.. (await reading).Select(result => Assert.IsType<FrameSegmented>(result.Outcome)).Select(frame =>
            $"{(frame.KeyframeReason is { } reason ? $"keyframe {reason}" : "reused")}: {string.Join(", ", frame.Segments.Select(s => $"{s.TrackId} {s.Category.Name} {s.Score} {s.Rle!.Counts}"))}")];
    }

    private static async Task ReadIntoAsync(List<FrameResult> results, StreamSession session, CancellationToken cancellationToken)
    {
        await foreach (var result in Streams.Read(session, cancellationToken))
        {
            results.Add(result);
        }
    }
}
