using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Tracks;

/// <summary>The background of a static camera: the temporal median of a subset of frames.</summary>
/// <param name="Size">The frame size.</param>
/// <param name="Rgb">The pixels, [height, width, 3].</param>
internal sealed record EmptyScene(PixelSize Size, byte[] Rgb)
{
    /// <summary>The median uses every n-th frame.</summary>
    private const int Stride = 10;

    public static EmptyScene Of(BenchClip clip)
    {
        (PixelSize Size, byte[] Rgb)[] pictures = [.. clip.Jpegs.Where((_, i) => i % Stride == 0).Select(Decode)];
        byte[] median = new byte[pictures[0].Rgb.Length];
        byte[] values = new byte[pictures.Length];
        for (int i = 0; i < median.Length; i++)
        {
            for (int p = 0; p < pictures.Length; p++)
            {
                values[p] = pictures[p].Rgb[i];
            }

            Array.Sort(values);
            median[i] = values[values.Length / 2];
        }

        return new EmptyScene(pictures[0].Size, median);
    }

    private static (PixelSize Size, byte[] Rgb) Decode(byte[] jpeg)
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(jpeg), new FrameLimits(100_000_000));
        byte[] rgb = new byte[3 * frame.Size.Pixels];
        frame.CopyRgb(frame.Size, rgb);
        return (frame.Size, rgb);
    }
}
