using System.Collections.Concurrent;
using VideoSeg.Inference;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sinks;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>
/// The open streams, and how their results reach others than their own clients:
/// <code>
/// stream ─► StreamPublication ─► IResultLog ─► Subscription ─► a call
///                       │               └────► Subscription ─► a call
///                       └──► ResultSinks
/// </code>
/// </summary>
public sealed class ResultHub
{
    private readonly ConcurrentDictionary<string, StreamPublication> _streams = [];
    private readonly IResultLog _log;
    private readonly IResultEncoding _encoding;
    private readonly IResultObserver[] _observers;
    private readonly ResultSinks _sinks;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly PreviewDemand _previews;
    private readonly NamedSubscriptions _named;
    private readonly SharedLimit _subscribers;
    private long _lastEpoch;

    /// <param name="limits">The limits.</param>
    /// <param name="log">Takes the results; borrowed.</param>
    /// <param name="encoding">Encodes the results.</param>
    /// <param name="store">Keeps the positions of named subscriptions; borrowed.</param>
    /// <param name="observers">Watch the results of live streams; borrowed.</param>
    /// <param name="sinks">Get each result; borrowed.</param>
    /// <param name="time">The clock, for ages and rates.</param>
    /// <param name="sharing">How callers share the limits; null: they do not.</param>
    public ResultHub(
        ResultHubOptions limits,
        IResultLog log,
        IResultEncoding encoding,
        ResultStore store,
        IEnumerable<IResultObserver> observers,
        ResultSinks sinks,
        TimeProvider time,
        CallerSharing? sharing = null)
    {
        (Limits, _log, _encoding, _observers, _sinks, _time, _start) = (limits, log, encoding, [.. observers], sinks, time, time.GetTimestamp());
        sharing ??= CallerSharing.None;
        _subscribers = new SharedLimit(limits.MaxSubscribers, sharing);
        _previews = new PreviewDemand(limits.MaxPreviewSizes, sharing);
        _named = new NamedSubscriptions(store, limits.MaxSubscriptions, sharing);
    }

    /// <summary>The subscribers that are connected.</summary>
    public int Subscribers => _subscribers.Taken;

    /// <summary>The streams that are open, those of jobs included.</summary>
    public int OpenStreams => _streams.Count;

    internal ResultHubOptions Limits { get; }

    /// <summary>The open streams that match and that the caller may know of, in the order of their ids.</summary>
    public IEnumerable<StreamPublication> Streams(StreamPattern pattern, string caller) =>
        _streams.Values.Where(s => s.Description.IsVisibleTo(caller) && pattern.Matches(s.StreamId)).OrderBy(s => s.StreamId, StringComparer.Ordinal);

    /// <summary>Finds an open stream.</summary>
    /// <exception cref="StreamNotFoundException">No such stream is open, or the caller may not know of it.</exception>
    public StreamPublication Find(string streamId, string caller) => _streams.TryGetValue(streamId, out var stream) && stream.Description.IsVisibleTo(caller)
        ? stream
        : throw new StreamNotFoundException(streamId);

    /// <summary>Subscribes to streams. The caller disposes the subscription.</summary>
    /// <exception cref="InvalidSubscriptionException">An option is not allowed.</exception>
    /// <exception cref="QuotaExceededException">A limit is reached.</exception>
    public Subscription Subscribe(SubscriptionOptions options)
    {
        options.Name?.Check();
        options.Preview?.Check();
        var window = _log.Window();
        ulong next = window.Next.Sequence;
        if (options.FromSequence > next)
        {
            throw new InvalidSubscriptionException(nameof(options.FromSequence), $"sequence {options.FromSequence} does not exist yet; the next one is {next}");
        }

        if (!_subscribers.TryTake(options.Caller))
        {
            throw new QuotaExceededException(
                Quota.Subscribers, Limits.MaxSubscribers, $"{_subscribers.Describe(options.Caller, "subscribers are connected")}; come back in a moment");
        }

        try
        {
            bool isFromOldest = options.FromSequence is 0 || (options.FromSequence is null && options.FromOldest);
            ulong from = isFromOldest ? window.FirstKeptSequence : options.FromSequence ?? next;
            bool isNewName = false;
            if (options.Name is { } name)
            {
                (ulong kept, isNewName) = _named.NextOf(name, from);
                from = options.FromSequence is null ? kept : from;
            }

            if (options.Preview is { } preview)
            {
                _previews.Add(new PreviewSubscriber(options.Caller, options.Pattern, preview));
            }

            var subscription = new Subscription(options, from, isNewName, window, this, _log);
            if (options.Name is { } named)
            {
                _named.Attach(named, subscription, subscription.Supersede);
            }

            return subscription;
        }
        catch
        {
            _subscribers.Free(options.Caller);
            throw;
        }
    }

    /// <summary>Keeps how far a named subscription has come.</summary>
    /// <exception cref="SubscriptionNotFoundException">There is no such subscription.</exception>
    /// <exception cref="InvalidSubscriptionException">There is no such sequence yet.</exception>
    public void Acknowledge(SubscriptionName name, ulong sequence) => _named.Acknowledge(name, sequence, _log.Window().Next.Sequence);

    /// <summary>Forgets a named subscription.</summary>
    /// <exception cref="SubscriptionNotFoundException">There is no such subscription.</exception>
    public void DeleteSubscription(SubscriptionName name) => _named.Delete(name);

    /// <summary>No more results will be published. Subscribers drain the log, then end with SERVER_STOPPING; sinks get what waits for them, until the deadline.</summary>
    public Task DrainAsync(CancellationToken deadline)
    {
        _log.Complete();
        return _sinks.DrainAsync(deadline);
    }

    /// <summary>Publishes a stream that begins. Its id is not in use.</summary>
    /// <param name="options">The options as accepted.</param>
    /// <param name="model">The stream's model.</param>
    /// <param name="isLive">Whether its frames are filmed now: results of a job's video are not observed.</param>
    /// <param name="owner">The caller who alone sees it; null: whoever has the permission does.</param>
    internal StreamPublication Open(StreamOptions options, ISegmentationModel model, bool isLive = true, string? owner = null)
    {
        var opened = _time.GetUtcNow();
        var description = new StreamDescription(options.StreamId, NextEpoch(opened), model.Manifest.Name, model.Manifest.Version, model.Categories, opened, isLive) { Owner = owner };
        var previews = new StreamPreviews(description, _previews, Limits.PreviewQuality, _encoding, _time);
        var stream = new StreamPublication(
            options, description, model, _log, _encoding, _sinks, previews, isLive ? _observers : [], _time, closed => _streams.TryRemove(KeyValuePair.Create(closed.StreamId, closed)));
        _streams[options.StreamId] = stream;
        _log.AppendOpened(description);
        return stream;
    }

    /// <summary>Whether this stream is open, and not another one of the same id.</summary>
    internal bool IsOpen(StreamDescription stream) => _streams.TryGetValue(stream.StreamId, out var open) && open.Description == stream;

    /// <summary>The stream's status now; where it is closed, its description alone.</summary>
    internal StreamStatus StatusOf(StreamDescription stream) =>
        _streams.TryGetValue(stream.StreamId, out var open) && open.Description == stream ? open.Status() : StreamStatus.Unknown(stream);

    internal void Remove(Subscription subscription)
    {
        var options = subscription.Options;
        _subscribers.Free(options.Caller);
        if (options.Preview is { } preview)
        {
            _previews.Remove(new PreviewSubscriber(options.Caller, options.Pattern, preview));
        }

        if (options.Name is { } name)
        {
            _named.Detach(name, subscription);
        }
    }

    internal TimeSpan AgeOf(LogRecord record) => _time.GetElapsedTime(record.Added);

    /// <summary>When the record was added, from a fixed moment on.</summary>
    internal TimeSpan TimeOf(LogRecord record) => _time.GetElapsedTime(_start, record.Added);

    /// <summary>The time in ticks, or one more than the last epoch: so it also rises over restarts.</summary>
    private long NextEpoch(DateTimeOffset now)
    {
        long last, next;
        do
        {
            last = Volatile.Read(ref _lastEpoch);
            next = Math.Max(last + 1, now.UtcTicks);
        }
        while (Interlocked.CompareExchange(ref _lastEpoch, next, last) != last);
        return next;
    }
}
