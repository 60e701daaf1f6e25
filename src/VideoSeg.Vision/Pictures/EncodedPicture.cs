namespace VideoSeg.Vision.Pictures;

/// <summary>A whole JPEG, PNG or WebP file.</summary>
public sealed record EncodedPicture(ReadOnlyMemory<byte> Bytes) : FramePicture(Bytes);
