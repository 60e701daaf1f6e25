using Grpc.Core;
using OpenCvSharp;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

public sealed class SubscribeTests(SharedServer server)
{
    private ResultService.ResultServiceClient Results => new(server.Channel);

    public static TheoryData<SubscribeRequest, string> Refused => new()
    {
        { new SubscribeRequest(), "pattern" },
        { new SubscribeRequest { Pattern = "a.>.b" }, "pattern" },
        { new SubscribeRequest { Pattern = "a b" }, "pattern" },
        { new SubscribeRequest { Pattern = ">", FromSequence = ulong.MaxValue }, "from_sequence" },
        { new SubscribeRequest { Pattern = ">", Subscription = "a b" }, "subscription" },
        { new SubscribeRequest { Pattern = ">", SlowSubscriber = (SlowSubscriber)9 }, "slow_subscriber" },
        { new SubscribeRequest { Pattern = ">", Preview = new PreviewOptions { MaxSide = 63, MaxRate = 1 } }, "preview.max_side" },
        { new SubscribeRequest { Pattern = ">", Preview = new PreviewOptions { MaxSide = 64, MaxRate = float.NaN } }, "preview.max_rate" },
        { new SubscribeRequest { Pattern = ">", Filter = new ResultFilter { MinimumScore = 2 } }, "filter.minimum_score" },
    };

    [Fact]
    public async Task A_subscriber_gets_what_the_streams_own_client_gets_between_its_opening_and_its_closing()
    {
        using var subscriber = await Subscriber.OpenAsync(server.Channel, new SubscribeRequest { Pattern = "same.*" });

        var own = await server.SegmentAsync(Clip.Frames(5), new StreamConfig { StreamId = "same.gate" });
        var told = await subscriber.UntilClosedAsync();

        Assert.Equal(StreamChangeKind.Opened, told[0].StreamChange.Kind);
        Assert.Equal(("same.gate", "street", 0ul), (told[0].StreamChange.State.StreamId, told[0].StreamChange.State.Model, told[0].StreamChange.State.Results));
        Assert.Equal(own.Select(ResultText.Of), told.Where(t => t.Result is not null).Select(t => ResultText.Of(t.Result)));
        Assert.All(own, result => Assert.Equal("same.gate", result.StreamId));
        Assert.Equal(own.Select(r => r.Sequence).Order(), own.Select(r => r.Sequence));
        Assert.Equal(5ul, told[^1].StreamChange.State.Results);
        Assert.Equal(7, told.Count);
    }

    [Fact]
    public async Task Whoever_comes_late_gets_what_is_kept_from_where_it_asks()
    {
        var own = await server.SegmentAsync(Clip.Frames(4), new StreamConfig { StreamId = "late" });

        using var subscriber = await Subscriber.OpenAsync(server.Channel, new SubscribeRequest { Pattern = "late", FromSequence = own[2].Sequence });
        var told = await subscriber.UntilClosedAsync();

        Assert.Equal((own[2].Sequence, 0ul), (subscriber.Started.NextSequence, subscriber.Started.Missing));
        Assert.Equal(StreamChangeKind.Opened, told[0].StreamChange.Kind);
        Assert.Equal(own.Skip(2).Select(ResultText.Of), told.Where(t => t.Result is not null).Select(t => ResultText.Of(t.Result)));
    }

    [Fact]
    public async Task A_filter_leaves_out_what_was_not_asked_for()
    {
        var filters = new[]
        {
            new ResultFilter { ThingsOnly = true },
            new ResultFilter { Categories = { "road", "sky" } },
            new ResultFilter { MinimumScore = 0.9f, WithoutMasks = true },
            new ResultFilter { Categories = { "no such thing" } },
        };
        var subscribers = await Task.WhenAll(filters.Select(f => Subscriber.OpenAsync(server.Channel, new SubscribeRequest { Pattern = "filtered", Filter = f })));

        var all = Assert.Single(await server.SegmentAsync(Clip.Frames(1), new StreamConfig { StreamId = "filtered" })).Segmentation!.Segments;
        var told = await Task.WhenAll(subscribers.Select(async s => (await s.UntilAsync(t => t.Result is not null))[^1].Result.Segmentation.Segments));

        Assert.Equal(all.Where(s => s.IsThing).Select(s => (s.SegmentId, s.Score, s.Rle!.Counts)), told[0].Select(s => (s.SegmentId, s.Score, s.Rle.Counts)));
        Assert.NotEmpty(told[1]);
        Assert.True(told[1].Count < all.Count);
        Assert.Equal(all.Where(s => s.Score >= 0.9f).Select(s => s.SegmentId), told[2].Select(s => s.SegmentId));
        Assert.All(told[2], s => Assert.Equal(V1.Segment.MaskOneofCase.None, s.MaskCase));
        Assert.Empty(told[3]);
        Array.ForEach(subscribers, s => s.Dispose());
    }

    [Fact]
    public async Task Pictures_come_before_their_results_in_the_size_that_was_asked_for_and_to_nobody_else()
    {
        using var looksOn = await Subscriber.OpenAsync(
            server.Channel, new SubscribeRequest { Pattern = "seen", Preview = new PreviewOptions { MaxSide = 200, MaxRate = 60 } });
        using var counts = await Subscriber.OpenAsync(server.Channel, new SubscribeRequest { Pattern = "seen" });

        await server.SegmentAsync(Clip.Frames(3), new StreamConfig { StreamId = "seen" });
        var seen = await looksOn.UntilClosedAsync();
        var counted = await counts.UntilClosedAsync();

        Assert.DoesNotContain(counted, t => t.Preview is not null);
        var preview = seen[1].Preview;
        Assert.Equal(("seen", 0ul, 200u, 150u), (preview.StreamId, preview.FrameNumber, preview.Width, preview.Height));
        Assert.Equal(0ul, seen[2].Result.FrameNumber);
        using var pixels = Cv2.ImDecode(preview.Jpeg.ToByteArray(), ImreadModes.Color);
        using var sent = Clip.Pixels(0).Resize(new Size(200, 150), 0, 0, InterpolationFlags.Area);
        Assert.Equal((200, 150), (pixels.Width, pixels.Height));
        Assert.InRange(Cv2.Norm(pixels, sent, NormTypes.L1) / (200 * 150 * 3), 0, 6);
    }

    [Fact]
    public async Task A_picture_may_have_more_pixels_than_the_network_looks_at()
    {
        using var subscriber = await Subscriber.OpenAsync(
            server.Channel, new SubscribeRequest { Pattern = "large", Preview = new PreviewOptions { MaxSide = 960, MaxRate = 1 } });
        using var frame = Clip.Pixels(0).Resize(new Size(1152, 864));
        Cv2.ImEncode(".jpg", frame, out byte[] jpeg);

        await server.SegmentAsync(Client.VideoFrame.Encoded(jpeg, TimeSpan.Zero), new StreamConfig { StreamId = "large" });
        var preview = (await subscriber.UntilAsync(t => t.Preview is not null))[^1].Preview;

        Assert.Equal((960u, 720u), (preview.Width, preview.Height));
        using var pixels = Cv2.ImDecode(preview.Jpeg.ToByteArray(), ImreadModes.Color);
        Assert.Equal((960, 720), (pixels.Width, pixels.Height));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_not_allowed_is_refused_by_name(SubscribeRequest request, string field)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Subscriber.OpenAsync(server.Channel, request));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(field, Assert.Single(refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations).Field);
    }

    [Fact]
    public async Task Open_streams_are_listed_with_how_they_do()
    {
        await using var stream = await server.Client.OpenStreamAsync(new StreamConfig { StreamId = "listed.one" }, TestContext.Current.CancellationToken);
        await stream.SendAsync(Clip.Frames(1)[0], TestContext.Current.CancellationToken);
        await stream.ReadResultsAsync(TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);

        var listed = await Results.ListStreamsAsync(new ListStreamsRequest { Pattern = "listed.>" }, cancellationToken: TestContext.Current.CancellationToken);
        var state = Assert.Single(listed.Streams);

        Assert.Equal(("listed.one", 1ul, 1ul, 0ul, 0ul), (state.StreamId, state.FramesReceived, state.Results, state.Errors, state.Drops));
        Assert.Equal((1.0, (uint)Clip.Width), (state.KeyframeShare, state.Width));
        Assert.InRange(state.ResultRate, double.Epsilon, 1);
        Assert.True(state.MedianDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.NotEmpty(state.Categories);
        Assert.Equal(state.Opened, (await Results.GetStreamAsync(new GetStreamRequest { StreamId = "listed.one" }, cancellationToken: TestContext.Current.CancellationToken)).Stream.Opened);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await Results.GetStreamAsync(new GetStreamRequest { StreamId = "no.such" }, cancellationToken: TestContext.Current.CancellationToken))).StatusCode);
    }
}
