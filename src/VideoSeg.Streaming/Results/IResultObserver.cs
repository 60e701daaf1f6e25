namespace VideoSeg.Streaming.Results;

/// <summary>Watches the results of live streams, and adds events to them before they are logged. Register it in dependency injection.</summary>
public interface IResultObserver
{
    /// <summary>Begins to watch a stream that opens; null: this stream is not watched.</summary>
    IStreamObserver? Observe(string streamId);
}
