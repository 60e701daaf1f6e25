using System.Runtime.CompilerServices;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Hub;

/// <summary>One subscriber's way through the log.</summary>
public sealed class Subscription : IDisposable
{
    /// <summary>Read at once: enough to pass over other streams quickly, little to hold.</summary>
    private const int Batch = 32;

    private readonly SubscriptionOptions _options;
    private readonly ResultHub _hub;
    private readonly ResultLog _log;
    private readonly ulong _from;
    private readonly CancellationTokenSource _superseded = new();
    private readonly HashSet<StreamPublication> _told = [];
    private readonly Dictionary<StreamPublication, PreviewPace> _paces = [];
    private readonly long _liveFrom;
    private long _index;
    private ulong _expected;
    private bool _caughtUp;

    internal Subscription(SubscriptionOptions options, ulong from, LogWindow window, ResultHub hub, ResultLog log)
    {
        (_options, _from, _hub, _log) = (options, from, hub, log);
        _expected = Math.Max(from, window.FirstKeptSequence);
        _index = from == window.NextSequence ? window.NextIndex : log.IndexOf(_expected);
        _liveFrom = window.NextIndex;

        // A counter that is not there before its first miss shows no rise at it.
        Instruments.SubscriberMissed.Add(0);
        Started = new SubscriptionEvent.Started(_expected, window.FirstKeptSequence, _expected - from);
    }

    public SubscriptionEvent.Started Started { get; }

    /// <summary>Whether pictures were asked for; which ones.</summary>
    internal SubscriptionOptions Options => _options;

    /// <summary>What happens, in the order of the log, until the caller leaves; one reader.</summary>
    /// <exception cref="StreamRefusedException">The subscriber was too slow, another one has taken the subscription, or the server is stopping.</exception>
    public async IAsyncEnumerable<SubscriptionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Started;
        foreach (var stream in _hub.Streams(_options.Pattern))
        {
            _told.Add(stream);
            yield return new SubscriptionEvent.Opened(stream);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _superseded.Token);
        var entries = new LogEntry[Batch];
        while (true)
        {
            ThrowIfSuperseded();
            var (count, window) = _log.Read(_index, entries);
            if (_index < window.FirstIndex)
            {
                foreach (var missed in GoOn(window.FirstIndex, window.FirstKeptSequence))
                {
                    yield return missed;
                }

                continue;
            }

            if (count == 0)
            {
                _caughtUp = true;
                await NewsAsync(window, ended.Token, cancellationToken);
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                if (IsTooLate(entries[i]))
                {
                    foreach (var missed in GoOn(window.NextIndex, window.NextSequence))
                    {
                        yield return missed;
                    }

                    break;
                }

                foreach (var told in Tell(entries[i], _index++))
                {
                    yield return told;
                }
            }
        }
    }

    public void Dispose()
    {
        _hub.Left(this);
        _superseded.Dispose();
    }

    /// <summary>Another call has taken the subscription of this name.</summary>
    internal void Supersede()
    {
        try
        {
            _superseded.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It left at the same moment.
        }
    }

    private async Task NewsAsync(LogWindow window, CancellationToken ended, CancellationToken cancellationToken)
    {
        if (window.Ended)
        {
            throw StreamRefusedException.Stopping();
        }

        try
        {
            await _log.NewsAsync(_index, ended);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ThrowIfSuperseded();
            throw;
        }
    }

    private IEnumerable<SubscriptionEvent> Tell(LogEntry entry, long index)
    {
        if (entry is LoggedResult)
        {
            _expected = entry.Sequence + 1;
        }

        if (!_options.Pattern.Matches(entry.Stream.StreamId))
        {
            yield break;
        }

        if (entry is StreamClosed)
        {
            _paces.Remove(entry.Stream);
            if (_told.Remove(entry.Stream))
            {
                yield return new SubscriptionEvent.Closed(entry.Stream);
            }

            yield break;
        }

        if (_told.Add(entry.Stream))
        {
            yield return new SubscriptionEvent.Opened(entry.Stream);
        }

        if (entry is LoggedResult result)
        {
            if (PreviewOf(result, index) is { } preview)
            {
                yield return new SubscriptionEvent.Picture(preview);
            }

            if (index >= _liveFrom)
            {
                Instruments.SubscriberLag.Record(_hub.AgeOf(result).TotalSeconds);
            }

            yield return new SubscriptionEvent.Result(result);
        }
    }

    /// <summary>Of what was logged before it came, a smaller picture than it asked for will do.</summary>
    private LoggedPreview? PreviewOf(LoggedResult result, long index)
    {
        if (_options.Preview is not { } wanted || result.Previews is not { Count: > 0 } previews)
        {
            return null;
        }

        var fitting = previews.FirstOrDefault(p => p.MaxSide == wanted.MaxSide)
            ?? (index < _liveFrom ? previews.Where(p => p.MaxSide < wanted.MaxSide).MaxBy(p => p.MaxSide) : null);
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

    /// <summary>Passes over what lies between; tells of it, and of the streams that were closed there.</summary>
    private IEnumerable<SubscriptionEvent> GoOn(long index, ulong sequence)
    {
        if (_options.Slow == SlowSubscriber.Disconnect && sequence > _expected)
        {
            throw StreamRefusedException.TooSlow(_expected);
        }

        _index = index;
        if (sequence > _expected)
        {
            Instruments.SubscriberMissed.Add((long)(sequence - _expected));
            yield return new SubscriptionEvent.Missed(_expected, sequence - 1);
            _expected = sequence;
        }

        foreach (var closed in _told.Where(s => s.ClosedAt < index).ToList())
        {
            _told.Remove(closed);
            _paces.Remove(closed);
            yield return new SubscriptionEvent.Closed(closed);
        }
    }

    private bool IsTooLate(LogEntry entry) =>
        _caughtUp && _options is { Slow: SlowSubscriber.Skip, Name: null } && _hub.AgeOf(entry) > _hub.Limits.MaxDelay;

    private void ThrowIfSuperseded()
    {
        if (_superseded.IsCancellationRequested)
        {
            throw new StreamRefusedException(
                StreamRefusal.Displaced, "SUBSCRIPTION_TAKEN", $"another call has taken the subscription {_options.Name}");
        }
    }
}
