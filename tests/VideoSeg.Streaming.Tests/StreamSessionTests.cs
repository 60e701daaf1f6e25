using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Streaming.Tests;

public sealed class StreamSessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_frame_has_a_result_in_order_and_the_results_end_after_the_last()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions());
        var reading = Streams.ResultsOf(session);
        for (ulong i = 0; i < 50; i++)
        {
            await session.SubmitAsync(i % 7 == 3 ? Streams.BrokenFrame(2 * i) : Streams.Frame(2 * i), Cancel);
        }

        session.Complete();
        var results = await reading;

        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2 * (ulong)i), results.Select(r => r.FrameNumber));
        for (int i = 0; i < 50; i++)
        {
            if (i % 7 == 3)
            {
                Assert.Equal("PICTURE_BROKEN", Assert.IsType<FrameFailed>(results[i].Outcome).Reason);
            }
            else
            {
                var segmented = Assert.IsType<FrameSegmented>(results[i].Outcome);
                Assert.Equal(i == 0 ? KeyframeReason.FirstFrame : KeyframeReason.EveryFrame, segmented.KeyframeReason);
                Assert.Equal(["blue", "red"], segmented.Segments.Select(s => s.Category.Name));
            }
        }
    }

    [Fact]
    public async Task A_thing_keeps_its_track_and_stuff_has_none()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions { MaskEncoding = MaskEncoding.None });
        var reading = Streams.ResultsOf(session);
        for (ulong i = 0; i < 20; i++)
        {
            await session.SubmitAsync(Streams.Frame(i, redColumns: 40 + (int)i), Cancel);
        }

        session.Complete();
        var segments = (await reading).SelectMany(r => Assert.IsType<FrameSegmented>(r.Outcome).Segments).ToList();
        Assert.Single(segments.Where(s => s.Category.IsThing).Select(s => s.TrackId).Distinct());
        Assert.All(segments.Where(s => !s.Category.IsThing), s => Assert.Null(s.TrackId));
    }

    [Fact]
    public async Task The_times_of_a_frame_rise_from_station_to_station()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions());
        var reading = Streams.ResultsOf(session);
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        session.Complete();
        var times = Assert.Single(await reading).Times;
        DateTimeOffset?[] stations = [times.Received, times.Queued, times.Decoded, times.Inferred, times.Done];
        Assert.DoesNotContain(null, stations);
        Assert.Equal(stations.Order(), stations);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task The_times_of_a_frame_tell_durations_also_where_the_clock_is_set(int seconds)
    {
        var time = new JumpingClock(TimeSpan.FromSeconds(seconds));
        await using var streams = new Streams(time: time);
        await using var session = streams.Registry.Open(new StreamOptions());
        var reading = Streams.ResultsOf(session);
        for (ulong i = 0; i < 3; i++)
        {
            await session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        session.Complete();
        var results = await reading;
        Assert.Equal(3, results.Count(r => r.Outcome is FrameSegmented));
        Assert.All(results, r => Assert.InRange(r.Times.Done!.Value - r.Times.Queued, TimeSpan.Zero, TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task With_ALL_the_sender_waits_while_nobody_reads()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions());
        ulong sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 100; sent++)
            {
                await session.SubmitAsync(Streams.Frame(sent), Cancel);
            }

            session.Complete();
        }, Cancel);

        // The inbox, what lies between the loops, and what they hold in their hands: far less than 100.
        var first = await Streams.Read(session, Cancel).FirstAsync(Cancel);
        Assert.Equal(0ul, first.FrameNumber);
        Assert.False(sending.IsCompleted);
        Assert.InRange(sent, 1ul, 20ul);
        Assert.Equal(99, (await Streams.ResultsOf(session)).Count);
        await sending;
    }

    [Fact]
    public async Task With_LATEST_the_sender_never_waits_and_each_frame_is_accounted_for()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions { Delivery = DeliveryPolicy.Latest });
        for (ulong i = 0; i < 500; i++)
        {
            await session.SubmitAsync(Streams.Frame(i), Cancel);
        }

        session.Complete();
        var results = await Streams.ResultsOf(session);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (ulong)i), results.Select(r => r.FrameNumber));
        Assert.Contains(results, r => r.Outcome is FrameDropped);
        Assert.IsType<FrameSegmented>(results[^1].Outcome);
    }

    [Theory]
    [InlineData(5ul)]
    [InlineData(4ul)]
    [InlineData(0ul)]
    [InlineData(ulong.MaxValue)]
    public async Task A_frame_number_that_does_not_rise_is_refused(ulong number)
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions());
        var reading = Streams.ResultsOf(session);
        await session.SubmitAsync(Streams.Frame(5), Cancel);
        var refused = await Assert.ThrowsAsync<FrameNumberNotRisingException>(async () => await session.SubmitAsync(Streams.Frame(number), Cancel));
        Assert.Equal((number, 5ul), (refused.FrameNumber, refused.LastFrameNumber));
        session.Complete();
        Assert.Single(await reading);
    }

    [Fact]
    public async Task Smaller_masks_leave_boxes_and_areas_in_pixels_of_the_frame()
    {
        await using var streams = new Streams();
        await using var session = streams.Registry.Open(new StreamOptions { MaxMaskSide = 24 });
        var reading = Streams.ResultsOf(session);
        await session.SubmitAsync(Streams.Frame(0), Cancel);
        session.Complete();
        var segments = Assert.IsType<FrameSegmented>(Assert.Single(await reading).Outcome).Segments;
        Assert.All(segments, s => Assert.Equal((24, 16), (s.Rle!.Size.Width, s.Rle.Size.Height)));
        Assert.Equal(96 * 64, segments.Sum(s => s.Area));
        Assert.Equal(24 * 16, segments.Sum(s => s.Rle!.Area));
    }

    [Fact]
    public async Task Sessions_that_are_cancelled_at_any_point_leave_nothing_open()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 4 });
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (i, cancel) =>
        {
            var session = streams.Registry.Open(new StreamOptions { StreamId = $"s{i}", Delivery = i % 2 == 0 ? DeliveryPolicy.All : DeliveryPolicy.Latest });
            for (ulong frame = 0; frame < (ulong)(i % 4); frame++)
            {
                await session.SubmitAsync(Streams.Frame(frame), cancel);
            }

            await session.DisposeAsync();
        });

        await using var after = streams.Registry.Open(new StreamOptions { StreamId = "s0" });
        var reading = Streams.ResultsOf(after);
        await after.SubmitAsync(Streams.Frame(0), Cancel);
        after.Complete();
        Assert.IsType<FrameSegmented>(Assert.Single(await reading).Outcome);
    }

    [Fact]
    public async Task With_LATEST_the_pictures_of_frames_that_were_passed_over_are_let_go()
    {
        var inbox = new FrameInbox(DeliveryPolicy.Latest, 1);
        var pictures = new List<WeakReference>();
        for (ulong i = 0; i < 20; i++)
        {
            await inbox.SendAsync(NewFrame(i, pictures), Cancel);
        }

        GC.Collect();
        Assert.Equal(1, pictures.Count(p => p.IsAlive));
        inbox.RequestNext();
        var received = new List<FrameInProgress>();
        inbox.Complete();
        while (await inbox.ReceiveAsync(Cancel) is { } frame)
        {
            received.Add(frame);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (ulong)i), received.Select(f => f.FrameNumber));
        Assert.All(received.SkipLast(1), f => Assert.IsType<FrameDropped>(f.Outcome));
        Assert.Null(received[^1].Outcome);

        // Of its own, so that no local of the test keeps a picture.
        static FrameInProgress NewFrame(ulong number, List<WeakReference> pictures)
        {
            var frame = Streams.Frame(number);
            pictures.Add(new WeakReference(frame.Picture));
            return new FrameInProgress(frame, TimeProvider.System);
        }
    }
}
