using Microsoft.Data.Sqlite;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>What survives a restart: which sequence numbers are reserved, and the positions of named subscriptions.</summary>
public sealed class ResultStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    private ResultStore(string source, long firstSequence)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Execute($"""
                PRAGMA journal_mode = WAL;
                CREATE TABLE IF NOT EXISTS sequence (reserved INTEGER NOT NULL);
                INSERT INTO sequence SELECT {firstSequence} WHERE NOT EXISTS (SELECT * FROM sequence);
                CREATE TABLE IF NOT EXISTS subscription (owner TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (owner, name)) WITHOUT ROWID;
                """);
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new IOException($"the results' store {source} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Opens the store in a file, which is created if needed. Several servers may share it.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ResultStore InFile(string path) => new(path, firstSequence: 1);

    /// <summary>Creates a store in memory. Numbers begin at the microseconds since 1970, so that they rise across restarts all the same.</summary>
    public static ResultStore InMemory(TimeProvider time) => new(":memory:", (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Reserves that many numbers; returns the first number behind them.</summary>
    internal ulong Reserve(ulong count) => (ulong)(long)Scalar("UPDATE sequence SET reserved = reserved + $count RETURNING reserved", ("$count", (long)count))!;

    /// <summary>Gives back reserved numbers from <paramref name="next"/> on. Does nothing if another server has reserved more since.</summary>
    internal void GiveBack(ulong reserved, ulong next) =>
        Scalar("UPDATE sequence SET reserved = $next WHERE reserved = $reserved", ("$reserved", (long)reserved), ("$next", (long)next));

    /// <summary>The positions of all named subscriptions.</summary>
    internal IReadOnlyDictionary<(string Owner, string Name), ulong> Positions()
    {
        lock (_gate)
        {
            var positions = new Dictionary<(string, string), ulong>();
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT owner, name, position FROM subscription";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                positions[(rows.GetString(0), rows.GetString(1))] = (ulong)rows.GetInt64(2);
            }

            return positions;
        }
    }

    internal void SavePosition(string owner, string name, ulong position) => Scalar(
        "INSERT INTO subscription VALUES ($owner, $name, $position) ON CONFLICT (owner, name) DO UPDATE SET position = excluded.position",
        ("$owner", owner),
        ("$name", name),
        ("$position", (long)position));

    internal void DeletePosition(string owner, string name) =>
        Scalar("DELETE FROM subscription WHERE owner = $owner AND name = $name", ("$owner", owner), ("$name", name));

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                command.Parameters.AddWithValue(name, value);
            }

            return command.ExecuteScalar();
        }
    }
}
