namespace VideoSeg.Jobs.Uploads;

/// <summary>What a caller says of an upload or a chunk.</summary>
public enum UploadProperty
{
    /// <summary>The name of the file.</summary>
    FileName,

    /// <summary>The size of the file.</summary>
    Bytes,

    /// <summary>The checksum of the file.</summary>
    Sha256,

    /// <summary>The bytes of a chunk.</summary>
    Chunk,
}
