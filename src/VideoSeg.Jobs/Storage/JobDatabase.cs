using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Storage;

/// <summary>The database of jobs and uploads. One server process at a time has it.</summary>
internal static class JobDatabase
{
    /// <summary>Another server keeps the lock, so there is nothing to wait for but its end.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(2);

    private static readonly string[] Statements =
    [
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        """
        CREATE TABLE IF NOT EXISTS jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            caller TEXT NOT NULL,
            request_id TEXT,
            ended INTEGER NOT NULL,
            job TEXT NOT NULL,
            tracker TEXT,
            UNIQUE (caller, request_id)) STRICT
        """,
        "CREATE INDEX IF NOT EXISTS jobs_of_caller ON jobs (caller, number)",
        """
        CREATE TABLE IF NOT EXISTS uploads (
            id TEXT PRIMARY KEY,
            upload TEXT NOT NULL) STRICT
        """,

        // Takes the lock, which lasts until the connection is closed.
        "BEGIN EXCLUSIVE",
        "COMMIT",
    ];

    /// <exception cref="JobFolderException">Another server has the folder, or it can't be written.</exception>
    public static SqliteFile Open(string folder)
    {
        try
        {
            return SqliteFile.Open(Path.Combine(folder, "jobs.db"), LockTimeout, Statements);
        }
        catch (SqliteFileException e)
        {
            throw new JobFolderException(e.IsLocked
                ? $"another server works on the jobs in '{folder}'; each needs a folder of its own (--jobs)"
                : $"the jobs in '{folder}' can't be opened: {e.Message}");
        }
    }
}
