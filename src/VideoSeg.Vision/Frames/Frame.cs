using OpenCvSharp;

namespace VideoSeg.Vision.Frames;

/// <summary>A decoded picture: 8-bit BGR, owned by the one who holds it.</summary>
public sealed class Frame : IDisposable
{
    /// <summary>Takes ownership of <paramref name="bgr"/>, CV_8UC3, which may be smaller than <paramref name="size"/>.</summary>
    internal Frame(Mat bgr, PixelSize size)
    {
        Bgr = bgr;
        Size = size;
    }

    /// <summary>Of the picture as it was sent; the pixels held here may be fewer (a JPEG decoded at reduced size).</summary>
    public PixelSize Size { get; }

    internal Mat Bgr { get; }

    public void Dispose() => Bgr.Dispose();
}
