namespace VideoSeg.Streaming.Records;

/// <summary>
/// One record of the results log. It is self-contained: bytes, values and a description of its stream, so that it can be read when the stream is long closed, or on another machine.
/// </summary>
/// <param name="Stream">The stream that the record belongs to.</param>
/// <param name="Sequence">The result's sequence; for a stream change, the sequence of the last result before it.</param>
/// <param name="Added">When the log of this process got the record, as a timestamp of its clock.</param>
public abstract record LogRecord(StreamDescription Stream, ulong Sequence, long Added)
{
    /// <summary>The approximate memory that a record takes beside its content, in bytes.</summary>
    private protected const int Overhead = 128;

    /// <summary>The memory that the record takes, in bytes; the log's limit counts it.</summary>
    public virtual long Bytes => Overhead;
}
