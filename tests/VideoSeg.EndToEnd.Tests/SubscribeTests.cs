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
    public async Task A_subscriber_receives_the_same_results_as_the_streams_client_between_opened_and_closed()
    {
        using var subscriber = await Subscriber.OpenAsync(server.Channel, new SubscribeRequest { Pattern = "same.*" });

        var own = await server.SegmentAsync(Clip.Frames(5), new StreamConfig { StreamId = "same.gate" });
        var messages = await subscriber.UntilClosedAsync();

        Assert.Equal(StreamChangeKind.Opened, messages[0].StreamChange.Kind);
        Assert.Equal(("same.gate", "street", 0ul), (messages[0].StreamChange.State.StreamId, messages[0].StreamChange.State.Model, messages[0].StreamChange.State.Results));
        Assert.Equal(own.Select(ResultText.Of), messages.Where(t => t.Result is not null).Select(t => ResultText.Of(t.Result)));
        Assert.All(own, result => Assert.Equal("same.gate", result.StreamId));
        Assert.Equal(own.Select(r => r.Sequence).Order(), own.Select(r => r.Sequence));
        Assert.Equal(5ul, messages[^1].StreamChange.State.Results);
        Assert.Equal(7, messages.Count);
    }

    [Fact]
    public async Task A_late_subscriber_receives_the_kept_results_from_the_requested_sequence()
    {
        var own = await server.SegmentAsync(Clip.Frames(4), new StreamConfig { StreamId = "late" });

        using var subscriber = await Subscriber.OpenAsync(server.Channel, new SubscribeRequest { Pattern = "late", FromSequence = own[2].Sequence });
        var messages = await subscriber.UntilClosedAsync();

        Assert.Equal((own[2].Sequence, 0ul), (subscriber.Started.NextSequence, subscriber.Started.Missing));
        Assert.Equal(StreamChangeKind.Opened, messages[0].StreamChange.Kind);
        Assert.Equal(own.Skip(2).Select(ResultText.Of), messages.Where(t => t.Result is not null).Select(t => ResultText.Of(t.Result)));
    }

    [Fact]
    public async Task A_filter_omits_what_was_not_requested()
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
        var messages = await Task.WhenAll(subscribers.Select(async s => (await s.UntilAsync(t => t.Result is not null))[^1].Result.Segmentation.Segments));

        Assert.Equal(all.Where(s => s.IsThing).Select(s => (s.SegmentId, s.Score, s.Rle!.Counts)), messages[0].Select(s => (s.SegmentId, s.Score, s.Rle.Counts)));
        Assert.NotEmpty(messages[1]);
        Assert.True(messages[1].Count < all.Count);
        Assert.Equal(all.Where(s => s.Score >= 0.9f).Select(s => s.SegmentId), messages[2].Select(s => s.SegmentId));
        Assert.All(messages[2], s => Assert.Equal(V1.Segment.MaskOneofCase.None, s.MaskCase));
        Assert.Empty(messages[3]);
        Array.ForEach(subscribers, s => s.Dispose());
    }

    [Fact]
    public async Task Previews_precede_their_results_in_the_requested_size_only_for_subscribers_that_request_them()
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
    public async Task A_preview_may_be_larger_than_the_models_input()
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
    public async Task An_invalid_request_is_refused_and_the_field_is_named(SubscribeRequest request, string field)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Subscriber.OpenAsync(server.Channel, request));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(field, Assert.Single(refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations).Field);
    }

    [Fact]
    public async Task Open_streams_are_listed_with_their_status()
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
