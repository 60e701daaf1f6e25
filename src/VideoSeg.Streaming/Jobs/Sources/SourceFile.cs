using Microsoft.Win32.SafeHandles;

namespace VideoSeg.Streaming.Jobs.Sources;

/// <summary>
/// The opened file of a job. What is read is what was checked, whatever is done to the path meanwhile: everyone reads by the descriptor.
/// </summary>
internal sealed class SourceFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private SourceFile(SafeFileHandle file) => _file = file;

    /// <summary>A path that leads to the opened file, for this process and those that it starts.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}";

    /// <exception cref="JobFailedException">The file is gone, or is another one than when the job was made.</exception>
    public static SourceFile Open(JobSource source, string name, SourceRoots roots)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(source.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("VIDEO_MISSING", $"'{name}' can't be opened any more");
        }

        var opened = new SourceFile(file);
        if (RandomAccess.GetLength(file) == source.Bytes
            && new DateTimeOffset(File.GetLastWriteTimeUtc(file)) == source.Modified
            && (source.IsUpload || roots.Contain(RealPath.Of(opened.Path))))
        {
            return opened;
        }

        opened.Dispose();
        throw Failed("VIDEO_CHANGED", $"'{name}' is not the file any more that it was when the job was made; make a new job");
    }

    public void Dispose() => _file.Dispose();

    private static JobFailedException Failed(string reason, string message) => new(new JobFailure(JobFailureCause.Source, reason, message));
}
