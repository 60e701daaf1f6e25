using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;
using DomainFormat = VideoSeg.Vision.Pictures.PixelFormat;
using DomainRaw = VideoSeg.Vision.Pictures.RawPicture;
using Frame = VideoSeg.V1.Frame;
using PixelFormat = VideoSeg.V1.PixelFormat;
using RawPicture = VideoSeg.V1.RawPicture;

namespace VideoSeg.Server.Tests.Grpc.Streams;

public sealed class FrameMappingTests
{
    private static readonly DateTimeOffset Received = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void An_encoded_picture_keeps_the_bytes_of_its_message()
    {
        var message = new Frame { FrameNumber = 7, PresentationTime = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(40)), Encoded = ByteString.CopyFrom(1, 2, 3) };

        var frame = FrameMapping.ToSubmitted(message, Received, default(ActivityContext));

        Assert.Equal((7ul, TimeSpan.FromMilliseconds(40), Received), (frame.FrameNumber, frame.PresentationTime, frame.Received));
        Assert.Equal(message.Encoded.Memory, Assert.IsType<EncodedPicture>(frame.Picture).Bytes);
        Assert.NotNull(frame.Trace);
    }

    [Theory]
    [InlineData(PixelFormat.Bgr24, DomainFormat.Bgr24)]
    [InlineData(PixelFormat.Rgb24, DomainFormat.Rgb24)]
    [InlineData(PixelFormat.Gray8, DomainFormat.Gray8)]
    [InlineData(PixelFormat.Nv12, DomainFormat.Nv12)]
    [InlineData(PixelFormat.I420, DomainFormat.I420)]
    [InlineData((PixelFormat)99, DomainFormat.Unknown)]
    public void A_raw_picture_has_its_format_size_and_stride(PixelFormat wire, DomainFormat domain)
    {
        var raw = new RawPicture { PixelFormat = wire, Width = 4, Height = 2, Stride = 12, Pixels = ByteString.CopyFrom(new byte[24]) };

        var picture = Assert.IsType<DomainRaw>(FrameMapping.ToSubmitted(new Frame { Raw = raw }, Received, null).Picture);

        Assert.Equal(new DomainRaw(domain, new PixelSize(4, 2), 12, raw.Pixels.Memory), picture);
    }

    [Fact]
    public void A_size_beyond_an_int_is_left_to_the_error_of_the_frame()
    {
        var picture = FrameMapping.ToSubmitted(new Frame { Raw = new RawPicture { Width = uint.MaxValue, Height = 1 } }, Received, null).Picture;

        Assert.Equal(new PixelSize(int.MaxValue, 1), Assert.IsType<DomainRaw>(picture).Size);
    }

    [Fact]
    public void A_frame_without_a_picture_is_an_empty_file() =>
        Assert.True(Assert.IsType<EncodedPicture>(FrameMapping.ToSubmitted(new Frame(), Received, null).Picture).Bytes.IsEmpty);

    [Fact]
    public void A_malformed_presentation_time_is_rejected_with_its_field()
    {
        var message = new Frame { PresentationTime = new Duration { Seconds = 1, Nanos = -1 } };

        var error = Assert.Throws<InvalidRequestException>(() => FrameMapping.ToSubmitted(message, Received, null));

        Assert.Equal(("frame.presentation_time", "FRAME_INVALID"), (error.Field, error.Reason));
    }
}
