namespace VideoSeg.Vision.Pictures;

/// <summary>Pixels as they lie in memory.</summary>
/// <param name="Format">How a pixel is stored.</param>
/// <param name="Size">In pixels.</param>
/// <param name="Stride">Bytes from a row to the next; 0: no gap.</param>
/// <param name="Bytes">All planes.</param>
public sealed record RawPicture(PixelFormat Format, PixelSize Size, int Stride, ReadOnlyMemory<byte> Bytes) : FramePicture(Bytes)
{
    /// <summary>Rows from the start of a plane to the start of the next, padding included; 0: no padding. Chroma planes have half of it.</summary>
    public int PlaneRows { get; init; }

    /// <summary>The matrix of NV12 and I420.</summary>
    public ColourMatrix Matrix { get; init; }

    /// <summary>The range of NV12 and I420. True: 0 to 255; false: luma 16 to 235, chroma 16 to 240.</summary>
    public bool IsFullRange { get; init; }
}
