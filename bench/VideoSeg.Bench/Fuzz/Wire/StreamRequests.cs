using Google.Protobuf;
using OpenCvSharp;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.V1;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using Frame = VideoSeg.V1.Frame;

namespace VideoSeg.Bench.Fuzz.Wire;

/// <summary>Messages of StreamSegment: the protobuf message, its mapping, and the picture within it.</summary>
internal static class StreamRequests
{
    private static readonly FrameLimits Limits = new(1 << 20);

    public static FuzzTarget Target { get; } = new("stream-request", [.. Seeds().Select(m => m.ToByteArray())], Parse);

    private static IEnumerable<StreamSegmentRequest> Seeds()
    {
        using var pixels = new Mat(24, 32, MatType.CV_8UC3);
        Cv2.Randu(pixels, Scalar.All(0), Scalar.All(255));
        foreach (string kind in new[] { ".jpg", ".png", ".webp" })
        {
            yield return new StreamSegmentRequest { Frame = new Frame { FrameNumber = 7, Encoded = ByteString.CopyFrom(pixels.ImEncode(kind)) } };
        }

        yield return new StreamSegmentRequest
        {
            Frame = new Frame { Raw = new V1.RawPicture { PixelFormat = V1.PixelFormat.Nv12, Width = 32, Height = 32, Pixels = ByteString.CopyFrom(new byte[32 * 48]) } },
        };
        yield return new StreamSegmentRequest { Resume = new StreamResume { StreamId = "a.b", ResumeToken = "token", LastFrameNumber = 3 } };
        yield return new StreamSegmentRequest
        {
            Config = new StreamConfig { StreamId = "a.b", Model = "street", MaxMaskSide = 64, MinimumScore = 0.5f, KeyframeInterval = 3, KeyframePolicyName = "adaptive", Priority = 2 },
        };
    }

    private static bool Parse(byte[] input)
    {
        try
        {
            var message = StreamSegmentRequest.Parser.ParseFrom(input);
            switch (message.MessageCase)
            {
                case StreamSegmentRequest.MessageOneofCase.Config:
                    StreamConfigMapping.ToOptions(message.Config);
                    return true;
                case StreamSegmentRequest.MessageOneofCase.Resume:
                    StreamConfigMapping.ToResumption(message.Resume);
                    return true;
                case StreamSegmentRequest.MessageOneofCase.Frame:
                    FrameDecoder.Decode(FrameMapping.ToSubmitted(message.Frame, default, null).Picture, Limits).Dispose();
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or VideoSegException)
        {
            return false;
        }
    }
}
