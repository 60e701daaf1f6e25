using System.Runtime.CompilerServices;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>One subscriber's way through the log.</summary>
public sealed class Subscription : IDisposable
{
    /// <summary>Records read at once: enough to pass over other streams quickly, few enough to hold.</summary>
    private const int BatchSize = 32;

    private readonly ResultHub _hub;
    private readonly IResultLog _log;
    private readonly CancellationTokenSource _superseded = new();
    private readonly HashSet<StreamDescription> _opened = [];
    private readonly Dictionary<StreamDescription, PreviewPace> _paces = [];
    private readonly ulong _liveFrom;
    private LogPosition _position;
    private bool _caughtUp;
    private bool _mayHaveMissedClosed;

    /// <param name="options">What the subscriber asked for.</param>
    /// <param name="from">The position to begin at. One that this log cannot have given is of an earlier log: then it begins at the oldest result.</param>
    /// <param name="isNewName">Whether the name was not known.</param>
    /// <param name="window">How far the log reaches now.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="log">The log.</param>
    internal Subscription(SubscriptionOptions options, ulong from, bool isNewName, LogWindow window, ResultHub hub, IResultLog log)
    {
        (Options, _hub, _log, _liveFrom) = (options, hub, log, window.Next.Sequence);
        bool isReset = from > window.Next.Sequence || from < window.FirstSequence;
        from = isReset ? window.FirstSequence : from;
        ulong first = Math.Max(from, window.FirstKeptSequence);
        _position = from == window.Next.Sequence ? window.Next : log.PositionOf(first);

        // A counter that is not there before its first miss shows no rise at it.
        Instruments.SubscriberMissed.Add(0);
        Started = new SubscriptionEvent.Started(first, window.FirstKeptSequence, first - from, isReset, isNewName);
    }

    /// <summary>Where the subscription begins.</summary>
    public SubscriptionEvent.Started Started { get; }

    /// <summary>What the subscriber asked for.</summary>
    internal SubscriptionOptions Options { get; }

    /// <summary>The events of the streams, in the order of the log, until the caller cancels. One reader.</summary>
    /// <exception cref="SubscriberTooSlowException">The subscriber was too slow, and had asked to be disconnected then.</exception>
    /// <exception cref="SubscriptionTakenException">Another call has taken the subscription.</exception>
    /// <exception cref="ServerStoppingException">The server is stopping.</exception>
    public async IAsyncEnumerable<SubscriptionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Started;
        foreach (var stream in _hub.Streams(Options.Pattern, Options.Caller))
        {
            _opened.Add(stream.Description);
            yield return new SubscriptionEvent.Opened(stream.Status());
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _superseded.Token);
        var records = new LogRecord[BatchSize];
        while (true)
        {
            var batch = await ReadAsync(records, ended.Token, cancellationToken);
            if (batch.Missed is { } missed)
            {
                yield return Skip(missed.First, missed.Last);
            }

            ulong expected = batch.Missed is { } told ? told.Last + 1 : _position.Sequence;
            _position = batch.Next;
            for (int i = 0; i < batch.Count; i++)
            {
                if (IsTooLate(records[i]))
                {
                    (_position, _mayHaveMissedClosed) = (batch.Window.Next, true);
                    if (expected < _position.Sequence)
                    {
                        yield return Skip(expected, _position.Sequence - 1);
                    }

                    break;
                }

                expected = records[i].Sequence + 1;
                if (!records[i].Stream.IsVisibleTo(Options.Caller))
                {
                    continue;
                }

                foreach (var read in EventsOf(records[i]))
                {
                    yield return read;
                }
            }

            if (_position.Index >= batch.Window.Next.Index)
            {
                _caughtUp = true;
                foreach (var closed in ClosedMeanwhile())
                {
                    yield return closed;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hub.Remove(this);
        _superseded.Dispose();
    }

    /// <summary>Ends the subscription, because another call has taken its name.</summary>
    internal void Supersede()
    {
        try
        {
            _superseded.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at the same moment.
        }
    }

    private async ValueTask<LogBatch> ReadAsync(LogRecord[] records, CancellationToken ended, CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfSuperseded();
            var batch = await _log.ReadAsync(_position, Options.Pattern, records, ended);
            return batch is { Window.IsComplete: true, Count: 0, Missed: null } && batch.Next.Index >= batch.Window.Next.Index
                ? throw new ServerStoppingException()
                : batch;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ThrowIfSuperseded();
            throw;
        }
    }

    private IEnumerable<SubscriptionEvent> EventsOf(LogRecord record)
    {
        if (record is StreamClosed closed)
        {
            _paces.Remove(record.Stream);
            if (_opened.Remove(record.Stream))
            {
                yield return new SubscriptionEvent.Closed(closed.Last);
            }

            yield break;
        }

        if (_opened.Add(record.Stream))
        {
            yield return new SubscriptionEvent.Opened(_hub.StatusOf(record.Stream));
        }

        if (record is LoggedResult result)
        {
            if (PreviewOf(result) is { } preview)
            {
                yield return new SubscriptionEvent.Picture(preview);
            }

            if (IsLive(result))
            {
                Instruments.SubscriberLag.Record(_hub.AgeOf(result).TotalSeconds);
            }

            yield return new SubscriptionEvent.Result(result);
        }
    }

    /// <summary>The preview to send before a result. For what was logged before the subscription began, a smaller one than was asked for will do.</summary>
    private LoggedPreview? PreviewOf(LoggedResult result)
    {
        if (Options.Preview is not { } wanted || result.Previews is not { Count: > 0 } previews)
        {
            return null;
        }

        var fitting = previews.FirstOrDefault(p => p.MaxSide == wanted.MaxSide)
            ?? (IsLive(result) ? null : previews.Where(p => p.MaxSide < wanted.MaxSide).MaxBy(p => p.MaxSide));
        if (fitting is null)
        {
            return null;
        }

        if (!_paces.TryGetValue(result.Stream, out var pace))
        {
            _paces[result.Stream] = pace = new PreviewPace();
        }

        return pace.Take(_hub.TimeOf(result), wanted.Interval) ? fitting : null;
    }

    private SubscriptionEvent.Missed Skip(ulong first, ulong last)
    {
        if (Options.Slow == SlowSubscriber.Disconnect)
        {
            throw new SubscriberTooSlowException(first);
        }

        Instruments.SubscriberMissed.Add((long)(last + 1 - first));
        _mayHaveMissedClosed = true;
        return new SubscriptionEvent.Missed(first, last);
    }

    /// <summary>After a skip: streams that are not open any more although the subscriber has not read that they were closed.</summary>
    private IEnumerable<SubscriptionEvent> ClosedMeanwhile()
    {
        if (!_mayHaveMissedClosed)
        {
            yield break;
        }

        _mayHaveMissedClosed = false;
        foreach (var stream in _opened.Where(s => !_hub.IsOpen(s)).ToList())
        {
            _opened.Remove(stream);
            _paces.Remove(stream);
            yield return new SubscriptionEvent.Closed(StreamStatus.Unknown(stream));
        }
    }

    /// <summary>Whether the result came after the subscription began.</summary>
    private bool IsLive(LoggedResult result) => result.Sequence >= _liveFrom;

    private bool IsTooLate(LogRecord record) =>
        _caughtUp && Options is { Slow: SlowSubscriber.Skip, Name: null } && _hub.AgeOf(record) > _hub.Limits.MaxDelay;

    private void ThrowIfSuperseded()
    {
        if (_superseded.IsCancellationRequested)
        {
            throw new SubscriptionTakenException(Options.Name!.Value);
        }
    }
}
