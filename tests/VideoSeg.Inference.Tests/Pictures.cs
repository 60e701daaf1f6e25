using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Tests;

internal static class Pictures
{
    public static Frame RedLeftBlueRight(int width, int height) => RedLeftBlueRight(width, height, width / 2);

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="red">So many columns from the left are red.</param>
    public static Frame RedLeftBlueRight(int width, int height, int red)
    {
        byte[] bgr = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            bgr[(3 * i) + (i % width < red ? 2 : 0)] = 255;
        }

        return FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new PixelSize(width, height), 0, bgr), new FrameLimits(1_000_000));
    }

    /// <summary>192x128: green and red of a fixed texture, and a blue square of 48 px with its corner at (x, y).</summary>
    public static Frame SquareAt(int x, int y)
    {
        const int Width = 192, Height = 128, Side = 48;
        var random = new Random(1);
        byte[] patches = new byte[(Width / 8) * (Height / 8)];
        random.NextBytes(patches);
        byte[] bgr = new byte[3 * Width * Height];
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                int at = 3 * ((row * Width) + column);
                byte texture = patches[(row / 8 * (Width / 8)) + (column / 8)];
                bool inside = column >= x && column < x + Side && row >= y && row < y + Side;

                // The square carries its own texture along.
                byte own = inside ? patches[((row - y) / 8 * (Width / 8)) + ((column - x) / 8)] : (byte)0;
                (bgr[at], bgr[at + 1], bgr[at + 2]) = inside ? ((byte)(180 + (own / 4)), (byte)(own / 4), (byte)0) : ((byte)0, (byte)(80 + (texture / 2)), (byte)0);
            }
        }

        return FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new PixelSize(Width, Height), 0, bgr), new FrameLimits(1_000_000));
    }

    /// <summary>A <see cref="SquareAt"/> (x, 40) as a client would send it.</summary>
    public static EncodedPicture Encoded(int x)
    {
        using var frame = SquareAt(x, 40);
        return new EncodedPicture(frame.EncodeJpeg(95));
    }
}
