using Microsoft.Data.Sqlite;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Jobs;

/// <summary>The SQLite file of jobs and uploads. One server at a time has it; calls are short, and one at a time.</summary>
internal sealed class JobDatabase : IDisposable
{
    private const string Schema = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            request_id TEXT UNIQUE,
            ended INTEGER NOT NULL,
            job TEXT NOT NULL,
            tracker TEXT) STRICT;
        CREATE TABLE IF NOT EXISTS uploads (
            id TEXT PRIMARY KEY,
            upload TEXT NOT NULL) STRICT;
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private JobDatabase(SqliteConnection connection) => _connection = connection;

    /// <exception cref="JobFolderException">Another server has the folder, or it can't be written.</exception>
    public static JobDatabase Open(string folder)
    {
        // Not pooled: a connection that lives on after its end would hold the lock.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "jobs.db"),
            Pooling = false,
            DefaultTimeout = 2,
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Schema + "BEGIN EXCLUSIVE; COMMIT;";
            command.ExecuteNonQuery();
            return new JobDatabase(connection);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new JobFolderException(e.SqliteErrorCode is 5 or 6
                ? $"another server works on the jobs in '{folder}'; each needs a folder of its own (--jobs)"
                : $"the jobs in '{folder}' can't be opened: {e.Message}");
        }
    }

    /// <summary>Runs statements, all of them or none.</summary>
    /// <returns>How many rows the last one changed.</returns>
    public int Change(params ReadOnlySpan<(string Sql, object?[] Values)> statements)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            int changed = 0;
            foreach (var (sql, values) in statements)
            {
                using var command = Command(sql, values);
                command.Transaction = transaction;
                changed = command.ExecuteNonQuery();
            }

            transaction.Commit();
            return changed;
        }
    }

    public List<T> Select<T>(string sql, Func<SqliteDataReader, T> read, params object?[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            using var rows = command.ExecuteReader();
            var all = new List<T>();
            while (rows.Read())
            {
                all.Add(read(rows));
            }

            return all;
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Values take the places $0, $1, … of the statement.</summary>
    private SqliteCommand Command(string sql, object?[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i] ?? DBNull.Value);
        }

        return command;
    }
}
