using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using VideoSeg.Server.Errors;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;
using ColourMatrix = VideoSeg.V1.ColourMatrix;
using ColourRange = VideoSeg.V1.ColourRange;
using DomainFormat = VideoSeg.Vision.Pictures.PixelFormat;
using DomainMatrix = VideoSeg.Vision.ColourMatrix;
using DomainRaw = VideoSeg.Vision.Pictures.RawPicture;
using Frame = VideoSeg.V1.Frame;
using PixelFormat = VideoSeg.V1.PixelFormat;
using RawPicture = VideoSeg.V1.RawPicture;

namespace VideoSeg.Server.Grpc.Streams;

/// <summary>Maps frames without copying: a frame keeps the bytes of its message. An invalid picture is not an invalid message but an error of this frame.</summary>
internal static class FrameMapping
{
    private static readonly Duration Zero = new();

    /// <exception cref="InvalidRequestException">The presentation time is malformed.</exception>
    public static SubmittedFrame ToSubmitted(Frame frame, DateTimeOffset received, ActivityContext? trace) =>
        new(frame.FrameNumber, TimeOf(frame.PresentationTime ?? Zero), PictureOf(frame), received) { Trace = trace };

    private static FramePicture PictureOf(Frame frame) => frame.PictureCase switch
    {
        Frame.PictureOneofCase.Raw => RawOf(frame.Raw),

        // No picture counts as an empty file, which is an error of this frame.
        _ => new EncodedPicture(frame.Encoded.Memory) { AsStored = frame.AsStored },
    };

    private static DomainRaw RawOf(RawPicture raw) => new(
        raw.PixelFormat switch
        {
            PixelFormat.Bgr24 => DomainFormat.Bgr24,
            PixelFormat.Rgb24 => DomainFormat.Rgb24,
            PixelFormat.Gray8 => DomainFormat.Gray8,
            PixelFormat.Nv12 => DomainFormat.Nv12,
            PixelFormat.I420 => DomainFormat.I420,
            _ => DomainFormat.Unknown,
        },
        new PixelSize(Saturated(raw.Width), Saturated(raw.Height)),
        Saturated(raw.Stride),
        raw.Pixels.Memory)
    {
        PlaneRows = Saturated(raw.PlaneRows),
        Matrix = raw.ColourMatrix switch
        {
            ColourMatrix.Unspecified or ColourMatrix.Bt601 => DomainMatrix.Bt601,
            ColourMatrix.Bt709 => DomainMatrix.Bt709,
            ColourMatrix.Bt2020 => DomainMatrix.Bt2020,
            _ => (DomainMatrix)(-1),
        },
        IsFullRange = raw.ColourRange == ColourRange.Full,
    };

    /// <summary>A size that exceeds an int exceeds all limits too, and becomes an error of the frame.</summary>
    private static int Saturated(uint value) => (int)Math.Min(value, int.MaxValue);

    private static TimeSpan TimeOf(Duration time)
    {
        try
        {
            return time.ToTimeSpan();
        }
        catch (InvalidOperationException)
        {
            throw Invalid("frame.presentation_time", $"{time.Seconds} s and {time.Nanos} ns is not a valid google.protobuf.Duration");
        }
    }

    private static InvalidRequestException Invalid(string field, string message) => new(field, message, "FRAME_INVALID");
}
