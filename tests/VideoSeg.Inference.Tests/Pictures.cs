using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference.Tests;

internal static class Pictures
{
    public static Frame RedLeftBlueRight(int width, int height)
    {
        byte[] bgr = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            bgr[(3 * i) + (i % width < width / 2 ? 2 : 0)] = 255;
        }

        return FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new PixelSize(width, height), 0, bgr), new FrameLimits(1_000_000));
    }
}
