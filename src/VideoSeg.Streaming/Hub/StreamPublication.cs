using VideoSeg.Inference;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Hub;

/// <summary>A stream as others than its client see it. Its session tells it what happens.</summary>
public sealed class StreamPublication
{
    private readonly ResultLog _log;
    private readonly StreamPreviews _previews;
    private readonly StreamStatistics _statistics;
    private readonly IStreamObserver[] _observers;
    private readonly Action<StreamPublication> _closed;

    internal StreamPublication(
        StreamOptions options,
        SegmentationModel model,
        ResultLog log,
        StreamPreviews previews,
        IReadOnlyList<IResultObserver> observers,
        TimeProvider time,
        Action<StreamPublication> closed)
    {
        (Options, Model, _log, _previews, _closed) = (options, model, log, previews, closed);
        _observers = [.. observers.Select(o => o.Observe(options.StreamId)).OfType<IStreamObserver>()];
        _statistics = new StreamStatistics(time);
        Opened = time.GetUtcNow();
    }

    public string StreamId => Options.StreamId;

    /// <summary>As accepted.</summary>
    public StreamOptions Options { get; }

    public SegmentationModel Model { get; }

    public DateTimeOffset Opened { get; }

    /// <summary>Whether its frames are filmed now. Those of a job's video are not, and have no events.</summary>
    public bool IsLive { get; internal init; } = true;

    /// <summary>Its client is gone and may come back.</summary>
    public bool Detached { get; internal set; }

    /// <summary>What its memory holds, in bytes.</summary>
    public long MemoryBytes { get; internal set; }

    /// <summary>Where in the log it was closed; null: it is open.</summary>
    internal long? ClosedAt { get; private set; }

    public StreamSnapshot Snapshot() => _statistics.Now();

    internal void FrameReceived() => _statistics.Received();

    /// <summary>The pictures that somebody asked for of a frame that was just decoded. Called by the decode loop alone.</summary>
    internal IReadOnlyList<LoggedPreview> MakePreviews(ulong frameNumber, SightedFrame frame) => _previews.Make(frameNumber, frame);

    /// <summary>Gives the result its sequence and events, and to all who subscribe; tells the events. Never waits for anybody.</summary>
    /// <param name="result">The next one in frame order.</param>
    /// <param name="previews">Of its frame.</param>
    /// <returns>The result with its stream, sequence and events.</returns>
    internal FrameResult Publish(FrameResult result, IReadOnlyList<LoggedPreview> previews)
    {
        _statistics.Add(result);
        VideoEvent[] events = [.. _observers.SelectMany(o => o.Detect(result))];
        var published = _log.Append(this, events.Length > 0 ? result with { Events = events } : result, previews);
        if (events.Length > 0)
        {
            foreach (var observer in _observers)
            {
                observer.Published(published);
            }
        }

        return published;
    }

    /// <summary>It has no more results.</summary>
    internal void Close()
    {
        // First off the list: who subscribes in between is told neither that it is open nor that it closed.
        _closed(this);
        _log.Append((index, sequence, now) =>
        {
            ClosedAt = index;
            return new StreamClosed(this, sequence, now);
        });
    }
}
