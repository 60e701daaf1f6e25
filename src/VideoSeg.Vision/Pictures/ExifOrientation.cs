using System.Buffers.Binary;

namespace VideoSeg.Vision.Pictures;

/// <summary>How a picture must be turned to be upright (Exif 2.32, tag 0x0112).</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const int EntryBytes = 12;

    /// <returns>1 to 8; 1 where the file does not say.</returns>
    public static int Of(ReadOnlySpan<byte> file, ImageFormat format)
    {
        var exif = format switch
        {
            ImageFormat.Jpeg => JpegFile.Exif(file),
            ImageFormat.Png => PngFile.Exif(file),
            _ => WebPFile.Exif(file),
        };
        return OfTiff(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif);
    }

    /// <summary>Whether width and height change places.</summary>
    public static bool Transposes(int orientation) => orientation >= 5;

    /// <summary>Looks through the first directory of a TIFF structure.</summary>
    private static int OfTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8)))
        {
            return Upright;
        }

        bool isLittle = tiff[0] == 'I';
        uint directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        var entries = tiff[((int)directory + 2)..];
        for (int left = Number(tiff[(int)directory..], isLittle); left > 0 && entries.Length >= EntryBytes; left--, entries = entries[EntryBytes..])
        {
            if (Number(entries, isLittle) == Tag && Number(entries[2..], isLittle) == Short)
            {
                return Number(entries[8..], isLittle) is >= 1 and <= 8 and var orientation ? orientation : Upright;
            }
        }

        return Upright;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
