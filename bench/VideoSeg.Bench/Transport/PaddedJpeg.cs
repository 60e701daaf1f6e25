using System.Buffers.Binary;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Transport;

/// <summary>Creates tiny JPEG files of any size, padded with comments that decoders skip, so that they cost transport and little else.</summary>
internal static class PaddedJpeg
{
    private const int LongestComment = 65_000;

    /// <param name="bytes">The file size, at least about 2,000 bytes.</param>
    public static byte[] OfSize(int bytes)
    {
        var size = new PixelSize(32, 32);
        using var grey = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, size, 0, new byte[size.Pixels]), new FrameLimits(size.Pixels));
        byte[] picture = grey.EncodeJpeg(90);
        using var file = new MemoryStream();

        // Comment segments follow the start-of-image marker.
        file.Write(picture.AsSpan(0, 2));
        for (int left = bytes - picture.Length; left >= 5; left -= LongestComment)
        {
            var comment = new byte[Math.Min(left, LongestComment)];
            (comment[0], comment[1]) = (0xFF, 0xFE);
            BinaryPrimitives.WriteUInt16BigEndian(comment.AsSpan(2), (ushort)(comment.Length - 2));
            file.Write(comment);
        }

        file.Write(picture.AsSpan(2));
        return file.ToArray();
    }
}
