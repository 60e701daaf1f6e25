namespace VideoSeg.Streaming.Sinks;

/// <summary>
/// A place that results go to: a database, a queue, a file. Register it in dependency injection as a singleton. It is called for the results of all streams and
/// jobs, in the order of the log and one at a time. The streams never wait for it: when it is slow, the oldest results that wait for it are dropped, counted
/// (<c>videoseg.sink.dropped</c>) and logged.
/// </summary>
public interface IResultSink
{
    /// <summary>The sink's name in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Takes a result. An exception is logged and counted as a drop, and the next result follows.</summary>
    /// <param name="result">A result that is in the log.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task WriteAsync(PublishedResult result, CancellationToken cancellationToken);
}
