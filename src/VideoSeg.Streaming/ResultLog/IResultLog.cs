using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>
/// The results of all streams in one order, and the only thing between those who publish and those who subscribe: publishers append and go on, and each
/// reader reads at a position of its own. All members may be called from any thread.
/// </summary>
public interface IResultLog
{
    /// <summary>The log's name in configuration and messages.</summary>
    string Name { get; }

    /// <summary>How far the log reaches now.</summary>
    LogWindow Window();

    /// <summary>The position of the result with this sequence, or of the first one behind it.</summary>
    LogPosition PositionOf(ulong sequence);

    /// <summary>Gives the result its sequence and keeps it. The results of one stream are appended in frame order, one at a time.</summary>
    ValueTask<LoggedResult> AppendAsync(EncodedResult result, CancellationToken cancellationToken);

    /// <summary>Records that a stream was opened, before its first result. Does not wait.</summary>
    void AppendOpened(StreamDescription stream);

    /// <summary>Records that a stream was closed, behind its last result. Does not wait.</summary>
    void AppendClosed(StreamStatus last);

    /// <summary>Reads the next records of the streams that match. Waits until there is one, results were missed, or the log is complete.</summary>
    /// <param name="from">The reader's position: where the last batch ended.</param>
    /// <param name="pattern">The streams to read.</param>
    /// <param name="records">Takes the records.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    ValueTask<LogBatch> ReadAsync(LogPosition from, StreamPattern pattern, Memory<LogRecord> records, CancellationToken cancellationToken);

    /// <summary>No more records will come. Readers read what is left.</summary>
    void Complete();
}
