using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Tests.Subscriptions;

/// <summary>Encodes results as a line that people can read, remembers what each line was made of, and counts.</summary>
internal sealed class TextEncoding : IResultEncoding
{
    private static readonly ConditionalWeakTable<byte[], FrameResult> Results = [];

    private int _encoded;

    public int Encoded => _encoded;

    /// <summary>The bytes that pad each encoded result, so that tests can reach limits of bytes.</summary>
    public int Padding { get; init; }

    /// <summary>Called with each result before it is encoded.</summary>
    public Action<FrameResult>? Encoding { get; set; }

    /// <summary>The result that was encoded to these bytes.</summary>
    public static FrameResult Decode(ReadOnlyMemory<byte> encoded) =>
        MemoryMarshal.TryGetArray(encoded, out var bytes) && Results.TryGetValue(bytes.Array!, out var result) ? result : throw new InvalidOperationException("Encoded elsewhere.");

    public ReadOnlyMemory<byte> Encode(FrameResult result)
    {
        Interlocked.Increment(ref _encoded);
        Encoding?.Invoke(result);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes($"{result.StreamId} {result.FrameNumber}".PadRight(Padding));
        Results.Add(bytes, result);
        return bytes;
    }

    public ReadOnlyMemory<byte> Encode(string streamId, ulong frameNumber, JpegPreview preview) => preview.File;
}
