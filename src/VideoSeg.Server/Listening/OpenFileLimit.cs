namespace VideoSeg.Server.Listening;

/// <summary>How many files and sockets the process may have open (RLIMIT_NOFILE). The runtime has raised the soft limit to the hard one.</summary>
internal static class OpenFileLimit
{
    private const string Row = "Max open files";

    /// <summary>The limit; null: there is none, or it cannot be read.</summary>
    public static long? Current() =>
        File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) is { } row
        && long.TryParse(row[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], out long limit)
            ? limit
            : null;
}
