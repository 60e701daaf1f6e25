using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Storage;

/// <summary>The folder of all jobs and uploads of a server: the one that is configured, or a temporary one that is removed at the end, or by the next server if this one is killed.</summary>
internal sealed class JobsDirectory : IDisposable
{
    private const string TemporaryPrefix = "videoseg-jobs-";

    /// <summary>One without a lock is of a server that is about to take it, or of an earlier version.</summary>
    private static readonly TimeSpan AgeWithoutLock = TimeSpan.FromHours(1);

    private readonly FolderLock? _temporary;

    /// <param name="configured">The folder; empty: a temporary one.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The folder can't be made.</exception>
    public JobsDirectory(string configured, TimeProvider time)
    {
        if (configured.Length > 0)
        {
            Path = Directory.CreateDirectory(System.IO.Path.GetFullPath(configured)).FullName;
            return;
        }

        RemoveAbandoned(time);
        Path = Directory.CreateTempSubdirectory(TemporaryPrefix).FullName;
        _temporary = FolderLock.TryTake(Path);
    }

    public string Path { get; }

    /// <summary>Nothing in the folder is in use any more.</summary>
    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(Path, recursive: true);
            _temporary.Dispose();
        }
    }

    /// <summary>Removes the temporary folders of servers that were killed: nobody holds their lock.</summary>
    private static void RemoveAbandoned(TimeProvider time)
    {
        foreach (var folder in new DirectoryInfo(System.IO.Path.GetTempPath()).EnumerateDirectories(TemporaryPrefix + "*").Where(f => f.LinkTarget is null))
        {
            try
            {
                bool isNew = !FolderLock.Exists(folder.FullName) && time.GetUtcNow().UtcDateTime - folder.LastWriteTimeUtc < AgeWithoutLock;
                using var abandoned = isNew ? null : FolderLock.TryTake(folder.FullName);
                if (abandoned is not null)
                {
                    folder.Delete(recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is another user's, or another server has just removed it.
            }
        }
    }
}
