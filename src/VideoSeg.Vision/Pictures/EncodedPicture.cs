namespace VideoSeg.Vision.Pictures;

/// <summary>A whole JPEG, PNG or WebP file.</summary>
public sealed record EncodedPicture(ReadOnlyMemory<byte> Bytes) : FramePicture(Bytes)
{
    /// <summary>Whether pixels stay where the file has them; false: it is turned upright, as its EXIF orientation says.</summary>
    public bool AsStored { get; init; }
}
