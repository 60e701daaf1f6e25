using System.Buffers.Binary;

namespace VideoSeg.Vision.Pictures;

/// <summary>The marker structure of a JPEG file (ITU-T T.81, annex B), read without decoding it.</summary>
internal static class JpegFile
{
    /// <summary>
    /// Usual progressive files have about 10. A hostile one has thousands of tiny scans over a large picture, each of
    /// which costs the decoder a pass over all blocks.
    /// </summary>
    private const int MaxScans = 100;

    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte Application1 = 0xE1;

    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public static PixelSize ReadSize(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (TryReadSegment(file, ref at, out var marker, out var payload) && marker is not (StartOfScan or EndOfImage))
        {
            if (IsStartOfFrame(marker) && payload.Length >= 5)
            {
                return new(BinaryPrimitives.ReadUInt16BigEndian(payload[3..]), BinaryPrimitives.ReadUInt16BigEndian(payload[1..]));
            }
        }

        throw FrameException.Broken($"The JPEG has no frame header in its {file.Length} bytes.");
    }

    /// <summary>
    /// The bytes of the coefficients that a decoder holds of the whole picture: those of a progressive file, or of one that has its components in several
    /// scans. 0: it decodes row by row.
    /// </summary>
    public static long CoefficientBytes(ReadOnlySpan<byte> file, PixelSize size)
    {
        int components = 0;
        bool progressive = false;
        var at = 2;
        while (TryReadSegment(file, ref at, out var marker, out var payload) && marker != EndOfImage)
        {
            if (IsStartOfFrame(marker))
            {
                (components, progressive) = (payload.Length > 5 ? payload[5] : 0, (marker & 0x03) == 2);
            }
            else if (marker == StartOfScan)
            {
                return progressive || payload.IsEmpty || payload[0] < components ? size.Pixels * components * sizeof(short) : 0;
            }
        }

        return 0;
    }

    /// <summary>The EXIF block; empty: there is none.</summary>
    public static ReadOnlySpan<byte> Exif(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (TryReadSegment(file, ref at, out var marker, out var payload) && marker is not (StartOfScan or EndOfImage))
        {
            if (marker == Application1 && payload.StartsWith("Exif\0\0"u8))
            {
                return file.Slice(at - payload.Length, payload.Length);
            }
        }

        return default;
    }

    /// <summary>Whether there is no end-of-image marker behind the data of its scans, which may be whole all the same.</summary>
    public static bool LacksEnd(ReadOnlySpan<byte> file)
    {
        var (at, marker) = (2, (byte)0);
        while (TryReadSegment(file, ref at, out var next, out _))
        {
            marker = next;
            if (marker == EndOfImage)
            {
                return false;
            }
        }

        return marker == StartOfScan;
    }

    public static void CheckComplete(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        var at = 2;
        while (TryReadSegment(file, ref at, out var marker, out _))
        {
            if (marker == EndOfImage)
            {
                return;
            }

            if (marker == StartOfScan && ++scans > MaxScans)
            {
                throw FrameException.Broken($"The JPEG has more than {MaxScans} scans.");
            }
        }

        throw FrameException.Broken($"The JPEG ends too early: its {file.Length} bytes hold no end-of-image marker.");
    }

    /// <summary>
    /// Goes to the next marker that starts a segment or ends the image. On the way it passes over the coded data of a
    /// scan, where 0xFF is followed by 0 or by a restart marker. False: the file ends first.
    /// </summary>
    private static bool TryReadSegment(ReadOnlySpan<byte> file, ref int at, out byte marker, out ReadOnlySpan<byte> payload)
    {
        marker = 0;
        payload = default;
        while (true)
        {
            var found = file[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= file.Length)
            {
                return false;
            }

            at += found + 1;
            marker = file[at];
            if (marker == 0xFF)
            {
                continue;
            }

            at++;
            if (marker is not (0x00 or 0x01 or (>= 0xD0 and <= 0xD7)))
            {
                break;
            }
        }

        if (marker == EndOfImage)
        {
            return true;
        }

        if (!BinaryPrimitives.TryReadUInt16BigEndian(file[at..], out var length) || length < 2 || length > file.Length - at)
        {
            return false;
        }

        payload = file.Slice(at + 2, length - 2);
        at += length;
        return true;
    }

    /// <summary>0xC0 to 0xCF are frame headers, but for DHT, JPG and DAC.</summary>
    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
