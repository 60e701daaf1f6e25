namespace VideoSeg.Streaming.Jobs.Sources;

/// <summary>The video file of a job.</summary>
/// <param name="Path">Where it lies, without links.</param>
/// <param name="IsUpload">It goes with the job.</param>
/// <param name="Bytes">Its size when the job was made.</param>
/// <param name="Modified">When it was last written.</param>
public sealed record JobSource(string Path, bool IsUpload, long Bytes, DateTimeOffset Modified)
{
    internal static JobSource Of(string path, bool isUpload)
    {
        var file = new FileInfo(path);
        return new JobSource(path, isUpload, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
    }
}
