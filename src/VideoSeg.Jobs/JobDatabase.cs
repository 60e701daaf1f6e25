using Microsoft.Data.Sqlite;

namespace VideoSeg.Jobs;

/// <summary>The SQLite file of jobs and uploads. One server at a time has it; calls are short, and one at a time.</summary>
internal sealed class JobDatabase : IDisposable
{
    /// <summary>Each by itself: of several in one command only the first that answers is sure to tell its error.</summary>
    private static readonly string[] Begin =
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
        "BEGIN EXCLUSIVE",
        "COMMIT",
    ];

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
            var database = new JobDatabase(connection);
            foreach (string statement in Begin)
            {
                using var command = database.Command(statement, []);
                command.ExecuteNonQuery();
            }

            return database;
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
