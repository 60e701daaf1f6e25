using VideoSeg.Streaming.Files;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>What survives a restart: which sequence numbers are reserved, and the positions of named subscriptions.</summary>
public sealed class ResultStore : IDisposable
{
    /// <summary>Servers that share the file hold its lock for one short statement at a time.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    private readonly SqliteFile _file;

    private ResultStore(string path, long firstSequence)
    {
        FirstSequence = (ulong)firstSequence;
        _file = SqliteFile.Open(
            path,
            LockTimeout,
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE IF NOT EXISTS sequence (reserved INTEGER NOT NULL)",
            $"INSERT INTO sequence SELECT {firstSequence} WHERE NOT EXISTS (SELECT * FROM sequence)",
            "CREATE TABLE IF NOT EXISTS subscription (owner TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (owner, name)) WITHOUT ROWID");
    }

    /// <summary>The lowest sequence that was ever reserved.</summary>
    internal ulong FirstSequence { get; }

    /// <summary>Opens the store in a file, which is created if needed. Several servers may share it.</summary>
    /// <exception cref="SqliteFileException">The file cannot be opened.</exception>
    public static ResultStore InFile(string path) => new(path, firstSequence: 1);

    /// <summary>Creates a store in memory. Numbers begin at the microseconds since 1970, so that they rise across restarts all the same.</summary>
    public static ResultStore InMemory(TimeProvider time) => new(":memory:", (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Reserves that many numbers; returns the first number behind them.</summary>
    internal ulong Reserve(ulong count) =>
        _file.Select("UPDATE sequence SET reserved = reserved + $0 RETURNING reserved", row => (ulong)row.GetInt64(0), (long)count).Single();

    /// <summary>Gives back reserved numbers from <paramref name="next"/> on. Does nothing if another server has reserved more since.</summary>
    internal void GiveBack(ulong reserved, ulong next) =>
        _file.Change(("UPDATE sequence SET reserved = $0 WHERE reserved = $1", [(long)next, (long)reserved]));

    /// <summary>The positions of all named subscriptions.</summary>
    internal IReadOnlyDictionary<(string Owner, string Name), ulong> Positions() => _file
        .Select("SELECT owner, name, position FROM subscription", row => (Key: (row.GetString(0), row.GetString(1)), Position: (ulong)row.GetInt64(2)))
        .ToDictionary(s => s.Key, s => s.Position);

    internal void SavePosition(string owner, string name, ulong position) => _file.Change((
        "INSERT INTO subscription VALUES ($0, $1, $2) ON CONFLICT (owner, name) DO UPDATE SET position = excluded.position", [owner, name, (long)position]));

    internal void DeletePosition(string owner, string name) => _file.Change(("DELETE FROM subscription WHERE owner = $0 AND name = $1", [owner, name]));

    public void Dispose() => _file.Dispose();
}
