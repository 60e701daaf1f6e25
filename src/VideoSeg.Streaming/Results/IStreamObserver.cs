namespace VideoSeg.Streaming.Results;

/// <summary>Watches one stream's results. It is called from one thread at a time, in frame order, and must not wait for anybody.</summary>
public interface IStreamObserver
{
    /// <summary>The events that this result makes certain. It has no sequence yet.</summary>
    IReadOnlyList<VideoEvent> Detect(FrameResult result);

    /// <summary>Called once a result that has events is in the log, so that whoever is notified finds it there.</summary>
    void Published(FrameResult result);

    /// <summary>Called once the stream has ended: it has no more results.</summary>
    void Closed()
    {
    }
}
