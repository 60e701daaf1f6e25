namespace VideoSeg.Streaming.Hub;

/// <summary>What happened at one place of the log.</summary>
/// <param name="Stream">To which stream.</param>
/// <param name="Sequence">Of the result; of a change the last one before it.</param>
/// <param name="Added">A timestamp of the log's clock.</param>
public abstract record LogEntry(StreamPublication Stream, ulong Sequence, long Added)
{
    /// <summary>What an entry takes beside what it carries, roughly.</summary>
    private protected const int Overhead = 128;

    /// <summary>What it takes of the log's limit.</summary>
    public virtual long Bytes => Overhead;
}

/// <summary>A stream was opened.</summary>
public sealed record StreamOpened(StreamPublication Stream, ulong Sequence, long Added) : LogEntry(Stream, Sequence, Added);

/// <summary>A stream was closed: it has no more results.</summary>
public sealed record StreamClosed(StreamPublication Stream, ulong Sequence, long Added) : LogEntry(Stream, Sequence, Added);

/// <summary>A frame had its outcome.</summary>
/// <param name="Stream">Whose frame.</param>
/// <param name="Sequence">Its place in the log of all streams.</param>
/// <param name="Added">A timestamp of the log's clock.</param>
/// <param name="Encoded">The result, written once for all.</param>
public sealed record LoggedResult(StreamPublication Stream, ulong Sequence, long Added, ReadOnlyMemory<byte> Encoded) : LogEntry(Stream, Sequence, Added)
{
    /// <summary>The frame's picture in the sizes that somebody asked for; the log drops old ones before it drops results.</summary>
    public IReadOnlyList<LoggedPreview> Previews { get; internal set; } = [];

    /// <summary>Something became certain with it at the stream's zones and lines.</summary>
    public bool HasEvents { get; init; }

    public override long Bytes => Overhead + Encoded.Length;
}

/// <summary>A preview in the log.</summary>
/// <param name="MaxSide">That was asked for, in pixels.</param>
/// <param name="Encoded">Written once for all.</param>
public sealed record LoggedPreview(int MaxSide, ReadOnlyMemory<byte> Encoded);
