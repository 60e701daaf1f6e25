namespace VideoSeg.Vision.Pictures;

/// <summary>Pixels as they lie in memory.</summary>
/// <param name="Format">How a pixel is stored.</param>
/// <param name="Size">In pixels.</param>
/// <param name="Stride">Bytes from a row to the next; 0: no gap.</param>
/// <param name="Bytes">All planes.</param>
public sealed record RawPicture(PixelFormat Format, PixelSize Size, int Stride, ReadOnlyMemory<byte> Bytes) : FramePicture(Bytes);
