namespace VideoSeg.Vision.Frames;

/// <summary>A frame's picture as a client sent it, not yet decoded.</summary>
/// <param name="Bytes">All of it.</param>
public abstract record FramePicture(ReadOnlyMemory<byte> Bytes);

/// <summary>A whole JPEG, PNG or WebP file.</summary>
public sealed record EncodedPicture(ReadOnlyMemory<byte> Bytes) : FramePicture(Bytes);

/// <summary>Pixels as they lie in memory.</summary>
/// <param name="Format">How a pixel is stored.</param>
/// <param name="Size">In pixels.</param>
/// <param name="Stride">Bytes from a row to the next; 0: no gap.</param>
/// <param name="Bytes">All planes.</param>
public sealed record RawPicture(PixelFormat Format, PixelSize Size, int Stride, ReadOnlyMemory<byte> Bytes) : FramePicture(Bytes);

/// <summary>A frame whose pixels are there already, of a video that the server itself reads.</summary>
/// <param name="Frame">Its giver's; what is decoded shares its pixels, which must not change until the frame has its outcome.</param>
public sealed record DecodedPicture(Frame Frame) : FramePicture(ReadOnlyMemory<byte>.Empty);
