using System.Buffers.Binary;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Bench.Transport;

/// <summary>A tiny picture in a file of any size, filled up with comments, which decoders pass over: it costs its transport and little else.</summary>
internal static class PaddedJpeg
{
    private const int LongestComment = 65_000;

    /// <param name="bytes">Of the file, at least about 2,000.</param>
    public static byte[] OfSize(int bytes)
    {
        var size = new PixelSize(32, 32);
        using var grey = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, size, 0, new byte[size.Pixels]), new FrameLimits(size.Pixels));
        byte[] picture = grey.EncodeJpeg(90);
        using var file = new MemoryStream();

        // Comments come right after the start of the image.
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
