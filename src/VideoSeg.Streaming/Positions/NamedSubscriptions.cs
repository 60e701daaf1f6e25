using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.ResultLog;

namespace VideoSeg.Streaming.Positions;

/// <summary>Subscriptions whose positions the server keeps: how far each has come, and which call reads it.</summary>
/// <param name="store">Keeps the positions; borrowed.</param>
/// <param name="limit">Positions that may be kept.</param>
/// <param name="sharing">How callers share them.</param>
internal sealed class NamedSubscriptions(ResultStore store, int limit, CallerSharing sharing)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubscriptionName, ulong> _positions = store.Positions().ToDictionary(p => new SubscriptionName(p.Key.Owner, p.Key.Name), p => p.Value);
    private readonly Dictionary<SubscriptionName, (object Reader, Action Supersede)> _readers = [];

    /// <summary>
    /// The first sequence that was not acknowledged, and whether the subscription is new. A new one begins with <paramref name="next"/>; that position is kept at
    /// once, so that nothing is lost before its first acknowledgement.
    /// </summary>
    public (ulong Next, bool IsNew) NextOf(SubscriptionName name, ulong next)
    {
        lock (_gate)
        {
            bool isNew = !_positions.TryGetValue(name, out ulong position);
            if (isNew)
            {
                int own = _positions.Keys.Count(kept => kept.Owner == name.Owner);
                if (!sharing.Allows(own, _positions.Count, limit))
                {
                    throw new QuotaExceededException(
                        Quota.Subscriptions, limit, $"{sharing.Describe(own, _positions.Count, limit, "named subscriptions are kept")}: delete one that is not needed");
                }

                Save(name, position = next - 1);
            }

            return (position + 1, isNew);
        }
    }

    /// <summary>Makes this call the reader. A subscriber that comes back takes its subscription from its own earlier call, whose end the server may not have noticed.</summary>
    /// <param name="name">The subscription.</param>
    /// <param name="reader">The call.</param>
    /// <param name="supersede">Ends the call when another one becomes the reader.</param>
    public void Attach(SubscriptionName name, object reader, Action supersede)
    {
        Action? supersedePrevious;
        lock (_gate)
        {
            supersedePrevious = _readers.GetValueOrDefault(name).Supersede;
            _readers[name] = (reader, supersede);
        }

        supersedePrevious?.Invoke();
    }

    /// <summary>The call has ended; does nothing if another one is the reader by now.</summary>
    public void Detach(SubscriptionName name, object reader)
    {
        lock (_gate)
        {
            if (_readers.GetValueOrDefault(name).Reader == reader)
            {
                _readers.Remove(name);
            }
        }
    }

    /// <summary>Keeps how far the subscription has come.</summary>
    /// <param name="name">The subscription.</param>
    /// <param name="sequence">The last sequence that was handled; one that is lower than before changes nothing.</param>
    /// <param name="next">The next sequence of the log.</param>
    public void Acknowledge(SubscriptionName name, ulong sequence, ulong next)
    {
        name.Check();
        if (sequence >= next)
        {
            throw new InvalidSubscriptionException("Sequence", $"sequence {sequence} does not exist yet; the last one is {next - 1}");
        }

        lock (_gate)
        {
            if (sequence > (_positions.TryGetValue(name, out ulong position) ? position : throw new SubscriptionNotFoundException(name)))
            {
                Save(name, sequence);
            }
        }
    }

    /// <summary>Forgets the subscription and its position.</summary>
    public void Delete(SubscriptionName name)
    {
        name.Check();
        lock (_gate)
        {
            if (!_positions.ContainsKey(name))
            {
                throw new SubscriptionNotFoundException(name);
            }

            store.DeletePosition(name.Owner, name.Name);
            _positions.Remove(name);
        }
    }

    private void Save(SubscriptionName name, ulong position)
    {
        store.SavePosition(name.Owner, name.Name, position);
        _positions[name] = position;
    }
}
