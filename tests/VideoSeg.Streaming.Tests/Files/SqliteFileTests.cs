using VideoSeg.Streaming.Files;

namespace VideoSeg.Streaming.Tests.Files;

public sealed class SqliteFileTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.db");

    [Fact]
    public void Statements_are_run_all_or_none()
    {
        using var file = SqliteFile.Open(":memory:", Timeout, "CREATE TABLE t (name TEXT NOT NULL UNIQUE) STRICT");
        Assert.Equal(1, file.Change(("INSERT INTO t VALUES ($0)", ["a"])));

        Assert.Throws<SqliteFileException>(() => file.Change(("INSERT INTO t VALUES ($0)", ["b"]), ("INSERT INTO t VALUES ($0)", ["a"])));

        Assert.Equal(["a"], file.Select("SELECT name FROM t WHERE name <> $0", row => row.GetString(0), "c"));
    }

    [Fact]
    public void What_was_written_is_there_when_the_file_is_opened_again()
    {
        using (var file = SqliteFile.Open(_path, Timeout, "CREATE TABLE t (name TEXT NOT NULL) STRICT"))
        {
            file.Change(("INSERT INTO t VALUES ($0)", ["a"]));
        }

        using var again = SqliteFile.Open(_path, Timeout);
        Assert.Equal(["a"], again.Select("SELECT name FROM t", row => row.GetString(0)));
    }

    [Fact]
    public void A_file_that_another_has_locked_says_so()
    {
        using var first = SqliteFile.Open(_path, Timeout, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "COMMIT");

        Assert.True(Assert.Throws<SqliteFileException>(() => SqliteFile.Open(_path, Timeout, "BEGIN EXCLUSIVE")).IsLocked);
    }

    public void Dispose() => File.Delete(_path);
}
