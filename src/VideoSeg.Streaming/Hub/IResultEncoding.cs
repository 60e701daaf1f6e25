using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Hub;

/// <summary>How results are written for those who subscribe. Each one is written once, whoever and how many they are.</summary>
public interface IResultEncoding
{
    /// <param name="result">With its stream and sequence.</param>
    ReadOnlyMemory<byte> Encode(FrameResult result);

    /// <param name="streamId">Whose picture it is.</param>
    /// <param name="frameNumber">Of which frame.</param>
    /// <param name="preview">Its picture.</param>
    ReadOnlyMemory<byte> Encode(string streamId, ulong frameNumber, JpegPreview preview);
}
