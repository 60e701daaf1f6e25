using System.Buffers.Binary;
using System.Numerics;

namespace VideoSeg.Vision.Video.Writing;

/// <summary>
/// Writes uncompressed BGR frames with their times as Matroska (RFC 9559), which ffmpeg reads from a pipe: a raw pipe has no times. Segment and the clusters
/// lie one after the other, so nothing is written twice.
/// </summary>
/// <param name="output">Borrowed.</param>
internal sealed class RawMatroska(Stream output)
{
    private const int NanosecondsOfTick = 1000;

    /// <summary>A length of eight bytes with all bits set: unknown, until the end of the stream.</summary>
    private static ReadOnlySpan<byte> UnknownLength => [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    /// <param name="size">The size of all frames.</param>
    /// <param name="frameRate">The usual frames a second: how long the last one is shown.</param>
    public void Begin(PixelSize size, double frameRate)
    {
        byte[] video = [.. Number(0xB0, (ulong)size.Width), .. Number(0xBA, (ulong)size.Height), .. Element(0x2EB524, "BGR\x18"u8)];
        byte[] track =
        [
            .. Number(0xD7, 1), .. Number(0x73C5, 1), .. Number(0x83, 1), .. Number(0x23E383, (ulong)(1e9 / frameRate)),
            .. Element(0x86, "V_UNCOMPRESSED"u8), .. Element(0xE0, video),
        ];
        output.Write(Element(0x1A45DFA3, [.. Element(0x4282, "matroska"u8), .. Number(0x4287, 4), .. Number(0x4285, 2)]));
        output.Write([0x18, 0x53, 0x80, 0x67, .. UnknownLength]);
        output.Write(Element(0x1549A966, [.. Number(0x2AD7B1, NanosecondsOfTick), .. Element(0x4D80, "VideoSeg"u8), .. Element(0x5741, "VideoSeg"u8)]));
        output.Write(Element(0x1654AE6B, Element(0xAE, track)));
    }

    /// <summary>A cluster with one block.</summary>
    public void Write(ReadOnlySpan<byte> bgr, TimeSpan time)
    {
        byte[] timestamp = Number(0xE7, (ulong)(time.Ticks / (NanosecondsOfTick / TimeSpan.NanosecondsPerTick)));

        // Track 1, 0 ticks after the cluster, a keyframe.
        byte[] block = [.. Head(0xA3, bgr.Length + 4), 0x81, 0, 0, 0x80];
        output.Write([.. Head(0x1F43B675, timestamp.Length + block.Length + (long)bgr.Length), .. timestamp, .. block]);
        output.Write(bgr);
    }

    private static byte[] Number(uint id, ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Element(id, bytes);
    }

    private static byte[] Element(uint id, ReadOnlySpan<byte> content) => [.. Head(id, content.Length), .. content];

    /// <summary>The id without leading zeros, and the length in eight bytes.</summary>
    private static byte[] Head(uint id, long length)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(head, id);
        BinaryPrimitives.WriteUInt64BigEndian(head[4..], (ulong)length | (1UL << 56));
        return head[(BitOperations.LeadingZeroCount(id) / 8)..].ToArray();
    }
}
