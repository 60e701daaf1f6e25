using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Errors of clients are reported to them; the stream continues if possible, and the server always.</summary>
public sealed class BadInputTests(SharedServer server)
{
    private static readonly StreamSegmentRequest Config = new() { Config = new StreamConfig() };

    [Fact]
    public async Task A_frame_before_the_config_is_refused()
    {
        AssertRefused(await server.SendAsync(Frame(0)), "message", "the first message of a stream must be config or resume; this call began with a frame");
    }

    [Fact]
    public async Task A_call_without_a_message_is_refused()
    {
        AssertRefused(await server.SendAsync(), "message", "no message");
    }

    [Fact]
    public async Task A_second_config_is_refused_after_the_frames_before_it_are_answered()
    {
        var (answers, end) = await server.SendAsync(Config, Frame(0), Frame(1), Config);

        AssertRefused((answers, end), "message", "another config");
        Assert.Equal([0ul, 1ul], answers.Skip(1).Select(a => a.Result.FrameNumber));
        Assert.All(answers.Skip(1), a => Assert.NotNull(a.Result.Segmentation));
    }

    [Fact]
    public async Task An_empty_message_is_refused()
    {
        AssertRefused(await server.SendAsync(Config, new StreamSegmentRequest()), "message", "an empty message");
    }

    [Fact]
    public async Task A_message_that_cannot_be_parsed_is_refused()
    {
        var garbage = Marshallers.Create(bytes => bytes, bytes => bytes);
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "videoseg.v1.SegmentationService", "StreamSegment", garbage, garbage);
        var cancelled = TestContext.Current.CancellationToken;
        using var call = server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions());
        await call.RequestStream.WriteAsync([0xff, 0xff, 0xff], cancelled);

        var end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancelled));
        AssertRefused(([], end), "message", "cannot be parsed");
    }

    [Fact]
    public async Task An_unknown_model_is_refused_with_the_available_models()
    {
        var refused = await RefusalOf(new StreamConfig { Model = "city" });

        Assert.Equal((StatusCode.NotFound, "MODEL_UNKNOWN"), (refused.StatusCode, refused.Reason));
        Assert.Contains("street", refused.Message, StringComparison.Ordinal);
        Assert.Equal("config.model", Assert.Single(refused.FieldViolations).Field);
    }

    public static TheoryData<string, StreamConfig> AbsurdOptions => new()
    {
        { "config.max_mask_side", new StreamConfig { MaxMaskSide = 5 } },
        { "config.max_mask_side", new StreamConfig { MaxMaskSide = 1_000_000_000 } },
        { "config.max_mask_side", new StreamConfig { MaxMaskSide = uint.MaxValue } },
        { "config.minimum_score", new StreamConfig { MinimumScore = float.NaN } },
        { "config.minimum_score", new StreamConfig { MinimumScore = 2 } },
        { "config.minimum_score", new StreamConfig { MinimumScore = -0.1f } },
        { "config.stream_id", new StreamConfig { StreamId = "front door" } },
        { "config.stream_id", new StreamConfig { StreamId = "a..b" } },
        { "config.stream_id", new StreamConfig { StreamId = new string('a', 65) } },
        { "config.mask_encoding", new StreamConfig { MaskEncoding = (MaskEncoding)99 } },
        { "config.delivery_policy", new StreamConfig { DeliveryPolicy = (DeliveryPolicy)(-1) } },
        { "config.keyframe_policy", new StreamConfig { KeyframePolicy = (KeyframePolicy)99 } },
        { "config.keyframe_interval", new StreamConfig { KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = 0 } },
        { "config.keyframe_residual", new StreamConfig { KeyframePolicy = KeyframePolicy.Adaptive, KeyframeResidual = float.NaN } },
    };

    [Theory]
    [MemberData(nameof(AbsurdOptions), DisableDiscoveryEnumeration = true)]
    public async Task An_invalid_option_is_refused_with_its_field_and_the_allowed_values(string field, StreamConfig config)
    {
        var refused = await RefusalOf(config);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        var violation = Assert.Single(refused.FieldViolations);
        Assert.Equal(field, violation.Field);
        Assert.Contains("allowed", violation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decreasing_frame_number_ends_the_stream_after_the_frames_before_it()
    {
        var (answers, end) = await server.SendAsync(Config, Frame(7), Frame(7));

        AssertRefused((answers, end), "frame.frame_number", "after 7");
        Assert.Equal([7ul], answers.Skip(1).Select(a => a.Result.FrameNumber));
    }

    [Fact]
    public async Task Frame_numbers_may_have_gaps()
    {
        var (answers, end) = await server.SendAsync(Config, Frame(7), Frame(70));

        Assert.Null(end);
        Assert.Equal([7ul, 70ul], answers.Skip(1).Select(a => a.Result.FrameNumber));
    }

    public static TheoryData<string, Frame> BadPictures => new()
    {
        { "PICTURE_BROKEN", new Frame { Encoded = ByteString.CopyFrom(Clip.Jpegs[0].AsSpan(0, Clip.Jpegs[0].Length / 2)) } },
        { "PICTURE_TOO_LARGE", new Frame { Encoded = ByteString.CopyFrom(PngThatClaims(60_000, 60_000)) } },
        { "PICTURE_EMPTY", new Frame { Encoded = ByteString.Empty } },
        { "PICTURE_EMPTY", new Frame() },
        { "PICTURE_FORMAT_UNKNOWN", new Frame { Encoded = ByteString.CopyFromUtf8("this is no picture, whatever it claims to be") } },
        { "PICTURE_SIZE_WRONG", Raw(PixelFormat.Bgr24, 64, 48, bytes: (64 * 48 * 3) - 1) },
        { "PICTURE_SIZE_WRONG", Raw(PixelFormat.Bgr24, 64, 48, bytes: 64 * 48 * 3, stride: 100) },
        { "PICTURE_SIZE_WRONG", Raw(PixelFormat.I420, 63, 48, bytes: 63 * 48 * 3 / 2) },
        { "PICTURE_TOO_LARGE", Raw(PixelFormat.Gray8, int.MaxValue, int.MaxValue, bytes: 16) },
        { "PICTURE_TOO_LARGE", Raw(PixelFormat.Gray8, uint.MaxValue, 48, bytes: 16) },
        { "PICTURE_TOO_LARGE", Raw(PixelFormat.Gray8, 64, 3_000_000_000, bytes: 16) },
        { "PICTURE_SIZE_WRONG", Raw(PixelFormat.Gray8, 64, 48, bytes: 16, stride: uint.MaxValue) },
        { "PICTURE_FORMAT_UNKNOWN", Raw(PixelFormat.Unspecified, 64, 48, bytes: 64 * 48) },
        { "PICTURE_FORMAT_UNKNOWN", Raw((PixelFormat)77, 64, 48, bytes: 64 * 48) },
    };

    [Theory]
    [MemberData(nameof(BadPictures), DisableDiscoveryEnumeration = true)]
    public async Task An_invalid_picture_is_an_error_of_its_frame_and_the_stream_continues(string reason, Frame bad)
    {
        bad.FrameNumber = 1;
        var (answers, end) = await server.SendAsync(Config, Frame(0), new StreamSegmentRequest { Frame = bad }, Frame(2));

        Assert.Null(end);
        var results = answers.Skip(1).Select(a => a.Result).ToList();
        Assert.Equal([0ul, 1ul, 2ul], results.Select(r => r.FrameNumber));
        Assert.Equal(reason, results[1].Error.Reason);
        Assert.Equal(reason == "PICTURE_TOO_LARGE" ? Code.ResourceExhausted : Code.InvalidArgument, (Code)results[1].Error.Code);
        Assert.NotEmpty(results[1].Error.Message);
        Assert.NotNull(results[0].Segmentation);
        Assert.NotNull(results[2].Segmentation);
    }

    [Fact]
    public async Task The_error_of_a_picture_that_is_too_large_names_the_size_and_the_limit()
    {
        var (answers, _) = await server.SendAsync(Config, new StreamSegmentRequest { Frame = new Frame { Encoded = ByteString.CopyFrom(PngThatClaims(60_000, 60_000)) } });

        string message = answers[1].Result.Error.Message;
        Assert.Contains("60000x60000", message, StringComparison.Ordinal);
        Assert.Matches("1,?000,?000", message);
    }

    public static TheoryData<string, Frame> FramesWithoutMeaning => new()
    {
        { "frame.presentation_time", new Frame { Encoded = ByteString.CopyFrom(Clip.Jpegs[0]), PresentationTime = new Duration { Nanos = int.MaxValue } } },
    };

    [Theory]
    [MemberData(nameof(FramesWithoutMeaning), DisableDiscoveryEnumeration = true)]
    public async Task A_frame_with_invalid_fields_ends_the_stream_and_names_the_field(string field, Frame bad)
    {
        bad.FrameNumber = 1;
        var (answers, end) = await server.SendAsync(Config, Frame(0), new StreamSegmentRequest { Frame = bad });

        AssertRefused((answers, end), field, "");
        Assert.NotNull(answers[1].Result.Segmentation);
    }

    [Fact]
    public async Task A_message_over_the_limit_ends_the_call_after_the_results_and_names_the_limit()
    {
        var tooLarge = new StreamSegmentRequest { Frame = new Frame { FrameNumber = 2, Encoded = ByteString.CopyFrom(new byte[SharedServer.MaxMessageBytes]) } };
        var (answers, end) = await server.SendAsync(Config, Frame(0), Frame(1), tooLarge);

        Assert.Equal([0ul, 1ul], answers.Skip(1).Select(a => a.Result.FrameNumber));
        Assert.Equal(StatusCode.ResourceExhausted, end?.StatusCode);
        Assert.Contains($"{SharedServer.MaxMessageBytes} bytes", end!.Status.Detail, StringComparison.Ordinal);
        var error = end.GetRpcStatus()!.GetDetail<ErrorInfo>();
        Assert.Equal("MESSAGE_TOO_LARGE", error.Reason);
        Assert.Equal($"{SharedServer.MaxMessageBytes}", error.Metadata["max_message_bytes"]);
    }

    [Fact]
    public async Task A_compressed_message_that_inflates_over_the_limit_ends_the_call()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        using var call = new SegmentationService.SegmentationServiceClient(server.Channel).StreamSegment(headers, cancellationToken: cancelled);
        await call.RequestStream.WriteAsync(Config, cancelled);
        Assert.True(await call.ResponseStream.MoveNext(cancelled));
        await call.RequestStream.WriteAsync(Frame(0), cancelled);
        Assert.True(await call.ResponseStream.MoveNext(cancelled));
        Assert.NotNull(call.ResponseStream.Current.Result.Segmentation);

        // About a thousandth of its size on the wire.
        var bomb = new Frame { FrameNumber = 1, Encoded = ByteString.CopyFrom(new byte[100 * SharedServer.MaxMessageBytes]) };
        await call.RequestStream.WriteAsync(new StreamSegmentRequest { Frame = bomb }, cancelled);
        var end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancelled));
        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE"), (end.StatusCode, end.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }

    [Fact]
    public async Task The_client_library_checks_sizes_before_it_sends()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var stream = await server.Client.OpenStreamAsync(cancellationToken: cancelled);
        var heavy = VideoFrame.Encoded(new byte[SharedServer.MaxMessageBytes], default);
        var wide = VideoFrame.Raw(PixelFormat.Gray8, 1000, 1001, new byte[64], default);

        await Assert.ThrowsAsync<FrameTooLargeException>(() => stream.SendAsync(heavy, cancelled));
        await Assert.ThrowsAsync<FrameTooLargeException>(() => stream.SendAsync(wide, cancelled));

        Assert.Equal(0ul, await stream.SendAsync(Clip.Frames(1)[0], cancelled));
        await stream.CompleteAsync();
        Assert.NotNull(Assert.Single(await stream.ReadResultsAsync(cancelled).ToListAsync(cancelled)).Segmentation);
    }

    private async Task<VideoSegServerException> RefusalOf(StreamConfig config) =>
        await Assert.ThrowsAsync<VideoSegServerException>(() => server.Client.OpenStreamAsync(config, TestContext.Current.CancellationToken));

    private static void AssertRefused((IReadOnlyList<StreamSegmentResponse> Answers, RpcException? End) call, string field, string expected)
    {
        Assert.Equal(StatusCode.InvalidArgument, call.End?.StatusCode);
        Assert.Contains(expected, call.End!.Status.Detail, StringComparison.Ordinal);
        var details = call.End.GetRpcStatus()!;
        Assert.Equal(field, Assert.Single(details.GetDetail<BadRequest>().FieldViolations).Field);
        Assert.NotEmpty(details.GetDetail<ErrorInfo>().Reason);
    }

    private static StreamSegmentRequest Frame(ulong number) =>
        new() { Frame = new Frame { FrameNumber = number, Encoded = ByteString.CopyFrom(Clip.Jpegs[0]) } };

    private static Frame Raw(PixelFormat format, uint width, uint height, int bytes, uint stride = 0) => new()
    {
        Raw = new RawPicture { PixelFormat = format, Width = width, Height = height, Stride = stride, Pixels = ByteString.CopyFrom(new byte[bytes]) },
    };

    /// <summary>Returns a small PNG whose header declares a large size.</summary>
    private static byte[] PngThatClaims(uint width, uint height)
    {
        byte[] png = Clip.Png(Clip.Pixels(0));
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), height);
        return png;
    }
}
