using System.Buffers.Binary;

namespace VideoSeg.Vision.Pictures;

/// <summary>The chunks of a PNG file (ISO/IEC 15948), read without decoding it.</summary>
internal static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static PixelSize ReadSize(ReadOnlySpan<byte> file)
    {
        // Signature, length, "IHDR", width, height.
        if (file.Length < 24 || !file[12..16].SequenceEqual("IHDR"u8))
        {
            throw FrameException.Broken($"The PNG of {file.Length} bytes does not start with a whole IHDR chunk.");
        }

        var size = new PixelSize(BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        return size is { Width: >= 0, Height: >= 0 } ? size : throw FrameException.Broken("The PNG claims a side of more than 2^31 px.");
    }

    /// <summary>The EXIF block; empty: there is none.</summary>
    public static ReadOnlySpan<byte> Exif(ReadOnlySpan<byte> file) => TryFind(file, "eXIf"u8, out var payload) ? payload : default;

    public static void CheckComplete(ReadOnlySpan<byte> file)
    {
        if (!TryFind(file, "IEND"u8, out _))
        {
            throw FrameException.Broken($"The PNG ends too early: its {file.Length} bytes hold no whole IEND chunk.");
        }
    }

    /// <summary>Finds the first whole chunk of a type.</summary>
    private static bool TryFind(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type, out ReadOnlySpan<byte> payload)
    {
        // A chunk is length, type, payload and checksum.
        var rest = file[Signature.Length..];
        while (rest.Length >= 12)
        {
            var length = 12L + BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length)
            {
                break;
            }

            if (rest[4..8].SequenceEqual(type))
            {
                payload = rest[8..((int)length - 4)];
                return true;
            }

            rest = rest[(int)length..];
        }

        payload = default;
        return false;
    }
}
