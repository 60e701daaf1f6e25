using System.Text;
using VideoSeg.Streaming.Hub;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Tests.Hub;

/// <summary>Results as a line that people can read, and how many were written.</summary>
internal sealed class TextEncoding : IResultEncoding
{
    public int Written { get; private set; }

    /// <summary>Of each result, so that limits of bytes can be met.</summary>
    public int Padding { get; init; }

    /// <summary>Told of each.</summary>
    public Action<FrameResult>? Told { get; set; }

    public ReadOnlyMemory<byte> Encode(FrameResult result)
    {
        Written++;
        Told?.Invoke(result);
        return Encoding.UTF8.GetBytes($"{result.StreamId} {result.FrameNumber} {result.Sequence}".PadRight(Padding));
    }

    public ReadOnlyMemory<byte> Encode(string streamId, ulong frameNumber, JpegPreview preview) => preview.File;
}
