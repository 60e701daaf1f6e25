using System.Buffers.Binary;

namespace VideoSeg.Vision.Video;

/// <summary>The boxes that an MP4 or QuickTime file is made of (ISO/IEC 14496-12, 4.2), at the top level alone.</summary>
internal static class IsoBoxes
{
    /// <summary>How far the last box reaches past the end of the file. A recording that was cut off, or a download that broke off, shows here.</summary>
    public static long MissingBytes(FileStream file)
    {
        Span<byte> header = stackalloc byte[16];
        var at = 0L;
        while (at < file.Length)
        {
            file.Position = at;
            var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (read < 8)
            {
                return 0;
            }

            // 0: up to the end of the file. 1: the size follows in 64 bits.
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 1 && read == header.Length)
            {
                size = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            }

            // What follows the last box is a trailer of some tool, and no box.
            if (size < 8 || !IsName(header[4..8]))
            {
                return 0;
            }

            if (size > file.Length - at)
            {
                return size - (file.Length - at);
            }

            at += size;
        }

        return 0;
    }

    private static bool IsName(ReadOnlySpan<byte> name) => name.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
}
