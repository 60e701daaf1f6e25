using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace VideoSeg.Streaming.Files;

/// <summary>An SQLite database. Calls are short, and one at a time. Values take the places $0, $1, … of a statement.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private SqliteFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a database, which is created if it does not exist.</summary>
    /// <param name="path">The file; ":memory:" for a database that lives as long as this object.</param>
    /// <param name="lockTimeout">How long a statement waits for another process that has the file locked; whole seconds.</param>
    /// <param name="statements">Run one by one before anything else: settings and tables.</param>
    /// <exception cref="SqliteFileException">The file can't be opened, or another process has it locked.</exception>
    public static SqliteFile Open(string path, TimeSpan lockTimeout, params ReadOnlySpan<string> statements)
    {
        // Without pooling, since a pooled connection would keep the file's lock after its end.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = (int)lockTimeout.TotalSeconds }.ToString());
        try
        {
            connection.Open();
            var file = new SqliteFile(connection);
            foreach (string statement in statements)
            {
                // Each by itself: of several in one command, only the first that returns rows is sure to report its error.
                using var command = file.Command(statement, []);
                command.ExecuteNonQuery();
            }

            return file;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new SqliteFileException(path, e.Message, e.SqliteErrorCode, e);
        }
    }

    /// <summary>Runs statements in one transaction: all of them, or none.</summary>
    /// <returns>How many rows the last statement changed.</returns>
    /// <exception cref="SqliteFileException">The statements failed.</exception>
    public int Change(params ReadOnlySpan<(string Sql, object?[] Values)> statements)
    {
        lock (_lock)
        {
            try
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
            catch (SqliteException e)
            {
                throw Failed(e);
            }
        }
    }

    /// <summary>Runs one statement and reads its rows.</summary>
    /// <exception cref="SqliteFileException">The statement failed.</exception>
    public List<T> Select<T>(string sql, Func<DbDataReader, T> read, params object?[] values)
    {
        lock (_lock)
        {
            try
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
            catch (SqliteException e)
            {
                throw Failed(e);
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private SqliteFileException Failed(SqliteException e) => new(_connection.DataSource, e.Message, e.SqliteErrorCode, e);

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
