using System.Collections.Concurrent;
using VideoSeg.Inference;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Hub;

/// <summary>
/// Where results go, beside the stream's own client, and where everybody else gets them:
/// <code>
/// session ─► StreamPublication ─► ResultLog ─► Subscription ─► a call
///                                       └──► Subscription ─► a call
/// </code>
/// </summary>
public sealed class ResultHub : IDisposable
{
    private readonly ConcurrentDictionary<string, StreamPublication> _streams = [];
    private readonly SequenceNumbers _sequences;
    private readonly IResultEncoding _encoding;
    private readonly IReadOnlyList<IResultObserver> _observers;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ResultLog _log;
    private readonly PreviewDemand _previews;
    private readonly NamedSubscriptions _named;
    private int _subscribers;

    /// <param name="limits">Of what is kept.</param>
    /// <param name="encoding">How results are written.</param>
    /// <param name="store">What survives a restart; borrowed.</param>
    /// <param name="observers">Watch the results of live streams; borrowed.</param>
    /// <param name="time">For ages and rates.</param>
    public ResultHub(ResultHubOptions limits, IResultEncoding encoding, ResultStore store, IEnumerable<IResultObserver> observers, TimeProvider time)
    {
        (Limits, _encoding, _observers, _time, _start) = (limits, encoding, [.. observers], time, time.GetTimestamp());
        _sequences = new SequenceNumbers(store);
        _log = new ResultLog(limits, _sequences, encoding, time);
        _previews = new PreviewDemand(limits.MaxPreviewSizes);
        _named = new NamedSubscriptions(store, limits.MaxSubscriptions);
    }

    /// <summary>Who are connected.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    internal ResultHubOptions Limits { get; }

    /// <summary>The open streams that fit, in the order of their ids.</summary>
    public IEnumerable<StreamPublication> Streams(StreamPattern pattern) =>
        _streams.Values.Where(s => pattern.Matches(s.StreamId)).OrderBy(s => s.StreamId, StringComparer.Ordinal);

    /// <exception cref="StreamRefusedException">No such stream is open.</exception>
    public StreamPublication Find(string streamId) => _streams.TryGetValue(streamId, out var stream)
        ? stream
        : throw new StreamRefusedException(StreamRefusal.NotFound, "STREAM_UNKNOWN", $"no stream {(streamId.Length <= 64 ? $"'{streamId}'" : $"whose id has {streamId.Length} characters")} is open", "stream_id");

    /// <summary>Follows streams. The caller disposes it.</summary>
    /// <exception cref="StreamRefusedException">An option is not allowed, or a limit is reached.</exception>
    public Subscription Subscribe(SubscriptionOptions options)
    {
        options.Name?.Check();
        options.Preview?.Check();
        var window = _log.Window();
        if (options.FromSequence > window.NextSequence)
        {
            throw StreamRefusedException.InvalidOption("from_sequence", $"sequence {options.FromSequence} was not given out yet; the next one is {window.NextSequence}");
        }

        if (Interlocked.Increment(ref _subscribers) > Limits.MaxSubscribers)
        {
            Interlocked.Decrement(ref _subscribers);
            throw new StreamRefusedException(StreamRefusal.Exhausted, "TOO_MANY_SUBSCRIBERS", $"{Limits.MaxSubscribers} subscribers are connected, which is the limit; come back in a moment");
        }

        try
        {
            ulong next = options.Name is { } kept ? _named.NextOf(kept, options.FromSequence ?? window.NextSequence) : window.NextSequence;
            if (options.Preview is { } preview)
            {
                _previews.Add(options.Pattern, preview);
            }

            // A position of another life of the server, whose numbers were lost, may lie ahead: it begins with what comes.
            var subscription = new Subscription(options, options.FromSequence ?? Math.Min(next, window.NextSequence), window, this, _log);
            if (options.Name is { } held)
            {
                _named.Hold(held, subscription);
            }

            return subscription;
        }
        catch
        {
            Interlocked.Decrement(ref _subscribers);
            throw;
        }
    }

    /// <summary>Says how far a named subscription has come.</summary>
    /// <exception cref="StreamRefusedException">There is none of this name, or no such sequence yet.</exception>
    public void Acknowledge(SubscriptionName name, ulong sequence) => _named.Acknowledge(name, sequence, _log.Window().NextSequence);

    /// <summary>Forgets a named subscription.</summary>
    /// <exception cref="StreamRefusedException">There is none of this name.</exception>
    public void DeleteSubscription(SubscriptionName name) => _named.Delete(name);

    /// <summary>No more will be published: subscribers get what is left, and a word of it.</summary>
    public void End() => _log.End();

    public void Dispose() => _sequences.Dispose();

    /// <summary>A stream begins. Its id is free.</summary>
    /// <param name="options">As accepted.</param>
    /// <param name="model">Of the stream.</param>
    /// <param name="isLive">Whether its frames are filmed now: results of a job's video are not observed.</param>
    internal StreamPublication Open(StreamOptions options, SegmentationModel model, bool isLive = true)
    {
        var previews = new StreamPreviews(options.StreamId, _previews, Limits.PreviewQuality, _encoding, _time);
        var stream = new StreamPublication(options, model, _log, previews, isLive ? _observers : [], _time, closed => _streams.TryRemove(KeyValuePair.Create(closed.StreamId, closed)))
        {
            IsLive = isLive,
        };
        _streams[options.StreamId] = stream;
        _log.Append((_, sequence, now) => new StreamOpened(stream, sequence, now));
        return stream;
    }

    internal void Left(Subscription subscription)
    {
        Interlocked.Decrement(ref _subscribers);
        var options = subscription.Options;
        if (options.Preview is { } preview)
        {
            _previews.Remove(options.Pattern, preview);
        }

        if (options.Name is { } name)
        {
            _named.LetGo(name, subscription);
        }
    }

    internal TimeSpan AgeOf(LogEntry entry) => _time.GetElapsedTime(entry.Added);

    internal TimeSpan TimeOf(LogEntry entry) => _time.GetElapsedTime(_start, entry.Added);
}
