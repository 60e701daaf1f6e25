using System.Buffers.Binary;

namespace VideoSeg.Vision.Pictures;

/// <summary>The RIFF container of a WebP file (RFC 9649), read without decoding it.</summary>
internal static class WebPFile
{
    public static bool Matches(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8);

    public static PixelSize ReadSize(ReadOnlySpan<byte> file)
    {
        // RIFF header (12), the first chunk's type and length (8), its payload.
        if (file.Length >= 30)
        {
            var payload = file[20..];
            if (file[12..16].SequenceEqual("VP8X"u8))
            {
                return new(ReadUInt24(payload[4..]) + 1, ReadUInt24(payload[7..]) + 1);
            }

            if (file[12..16].SequenceEqual("VP8L"u8) && payload[0] == 0x2F)
            {
                var sides = BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]);
                return new((int)(sides & 0x3FFF) + 1, (int)((sides >> 14) & 0x3FFF) + 1);
            }

            if (file[12..16].SequenceEqual("VP8 "u8) && payload[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            {
                return new(
                    BinaryPrimitives.ReadUInt16LittleEndian(payload[6..]) & 0x3FFF,
                    BinaryPrimitives.ReadUInt16LittleEndian(payload[8..]) & 0x3FFF);
            }
        }

        throw FrameException.Broken($"The WebP of {file.Length} bytes does not start with a whole VP8, VP8L or VP8X chunk.");
    }

    /// <summary>The EXIF block; empty: there is none.</summary>
    public static ReadOnlySpan<byte> Exif(ReadOnlySpan<byte> file)
    {
        // A chunk is type, length and payload, at even positions.
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8)
            {
                break;
            }

            if (rest[..4].SequenceEqual("EXIF"u8))
            {
                return rest[8..(8 + (int)length)];
            }

            rest = rest[(int)Math.Min(rest.Length, 8 + length + (length % 2))..];
        }

        return default;
    }

    public static void CheckComplete(ReadOnlySpan<byte> file)
    {
        var claimed = 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (claimed > file.Length)
        {
            throw FrameException.Broken($"The WebP ends too early: its header says {claimed} bytes, {file.Length} were given.");
        }
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
