using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Records;

/// <summary>
/// Writes results as bytes, for the stream's own client and for all subscribers alike. Each result is encoded once, before it enters the log and outside of any lock.
/// </summary>
public interface IResultEncoding
{
    /// <summary>Encodes a result. Its sequence is not part of the bytes: the log assigns it later, and whoever sends the bytes appends it.</summary>
    ReadOnlyMemory<byte> Encode(FrameResult result);

    /// <summary>Encodes the preview of a frame.</summary>
    ReadOnlyMemory<byte> Encode(string streamId, ulong frameNumber, JpegPreview preview);
}
