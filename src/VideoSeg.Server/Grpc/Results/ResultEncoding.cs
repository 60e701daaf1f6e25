using Google.Protobuf;
using VideoSeg.Streaming.Records;
using VideoSeg.V1;
using VideoSeg.Vision.Frames;
using DomainResult = VideoSeg.Streaming.Results.FrameResult;

namespace VideoSeg.Server.Grpc.Results;

/// <summary>Encodes results as <c>videoseg.v1.FrameResult</c> without its sequence, and previews as the whole message that a subscriber gets.</summary>
internal sealed class ResultEncoding : IResultEncoding
{
    public ReadOnlyMemory<byte> Encode(DomainResult result) => ResultMapping.ToMessage(result).ToByteArray();

    public ReadOnlyMemory<byte> Encode(string streamId, ulong frameNumber, JpegPreview preview) => new SubscribeResponse
    {
        Preview = new Preview
        {
            StreamId = streamId,
            FrameNumber = frameNumber,
            Width = (uint)preview.Size.Width,
            Height = (uint)preview.Size.Height,
            Jpeg = UnsafeByteOperations.UnsafeWrap(preview.File),
        },
    }.ToByteArray();
}
