using VideoSeg.Inference;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sinks;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>An open stream as others than its client see it: its results, previews and status.</summary>
public sealed class StreamPublication
{
    private readonly IResultLog _log;
    private readonly IResultEncoding _encoding;
    private readonly ResultSinks _sinks;
    private readonly IStreamObserver[] _observers;
    private readonly StreamStatistics _statistics;
    private readonly Action<StreamPublication> _closed;

    internal StreamPublication(
        StreamOptions options,
        StreamDescription description,
        ISegmentationModel model,
        IResultLog log,
        IResultEncoding encoding,
        ResultSinks sinks,
        StreamPreviews previews,
        IEnumerable<IResultObserver> observers,
        TimeProvider time,
        Action<StreamPublication> closed)
    {
        (Options, Description, Model, _log, _encoding, _sinks, Previews, _closed) = (options, description, model, log, encoding, sinks, previews, closed);
        _observers = [.. observers.Select(o => o.Observe(options.StreamId)).OfType<IStreamObserver>()];
        _statistics = new StreamStatistics(time);
    }

    /// <summary>The stream's id.</summary>
    public string StreamId => Description.StreamId;

    /// <summary>The options as accepted.</summary>
    public StreamOptions Options { get; }

    /// <summary>What its records in the log say of the stream.</summary>
    public StreamDescription Description { get; }

    /// <summary>The stream's model.</summary>
    public ISegmentationModel Model { get; }

    /// <summary>The previews that subscribers ask for.</summary>
    internal StreamPreviews Previews { get; }

    /// <summary>Whether the stream's client is gone and may come back.</summary>
    internal bool IsDetached { get; set; }

    /// <summary>The size of the stream's cached tensors, in bytes.</summary>
    internal Func<long> MemoryBytes { get; set; } = () => 0;

    /// <summary>The stream's status now.</summary>
    public StreamStatus Status() => new(Description, _statistics.Snapshot(), IsDetached, MemoryBytes());

    /// <summary>Counts a frame that the client sent.</summary>
    internal void FrameReceived() => _statistics.Received();

    /// <summary>
    /// Adds the events to a result, encodes it once for all who get it, and appends it to the log; then observers and sinks get it. Waits for the log alone, never for a subscriber or a sink.
    /// </summary>
    /// <param name="result">The next one in frame order.</param>
    /// <param name="previews">The frame's previews.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    internal async ValueTask<LoggedResult> PublishAsync(FrameResult result, IReadOnlyList<LoggedPreview> previews, CancellationToken cancellationToken)
    {
        _statistics.Add(result);
        VideoEvent[] events = [.. _observers.SelectMany(o => o.Detect(result))];
        var published = result with { StreamId = StreamId, Events = events };
        var encoded = _encoding.Encode(published);
        var record = await _log.AppendAsync(new EncodedResult(Description, published.FrameNumber, encoded, events.Length > 0, previews), cancellationToken);
        if (events.Length > 0)
        {
            foreach (var observer in _observers)
            {
                observer.Published(published);
            }
        }

        _sinks.Post(new PublishedResult(Description, record.Sequence, published, encoded));
        return record;
    }

    /// <summary>The stream has no more results.</summary>
    internal void Close()
    {
        // Off the list first: a subscriber that begins in between is told neither that it is open nor that it was closed.
        _closed(this);
        _log.AppendClosed(Status());
        foreach (var observer in _observers)
        {
            observer.Closed();
        }
    }
}
