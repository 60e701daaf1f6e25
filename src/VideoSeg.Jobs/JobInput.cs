using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs;

/// <summary>The video file of a job.</summary>
/// <param name="Path">Where it lies, without links.</param>
/// <param name="IsUpload">Whether it was uploaded: then it is removed with the job.</param>
/// <param name="Bytes">Its size when the job was made.</param>
/// <param name="Modified">When it was last written, as known when the job was made.</param>
public sealed record JobInput(string Path, bool IsUpload, long Bytes, DateTimeOffset Modified)
{
    internal static JobInput Of(string path, bool isUpload)
    {
        var file = new FileInfo(path);
        return new JobInput(path, isUpload, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
    }

    /// <summary>Opens the file, which must be the one that the job was made for.</summary>
    /// <param name="name">The file's name in messages.</param>
    /// <param name="roots">Where a file that is no upload must lie.</param>
    /// <exception cref="JobFailedException">The file is gone, or is another one than when the job was made.</exception>
    internal OpenedFile Open(string name, FileRoots roots)
    {
        OpenedFile file;
        try
        {
            file = OpenedFile.Open(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("VIDEO_MISSING", $"'{name}' can't be opened any more");
        }

        if (file.Bytes == Bytes && file.Modified == Modified && (IsUpload || roots.Contain(file.RealPath)))
        {
            return file;
        }

        file.Dispose();
        throw Failed("VIDEO_CHANGED", $"'{name}' is not the file any more that it was when the job was made; make a new job");
    }

    private static JobFailedException Failed(string reason, string message) => new(new JobFailure(JobFailureCause.Input, reason, message));
}
