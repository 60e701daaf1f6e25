using VideoSeg.Streaming.ResultLog;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>Subscriptions whose positions the server keeps: how far each has come, and which call reads it.</summary>
/// <param name="store">Keeps the positions; borrowed.</param>
/// <param name="limit">Positions that may be kept.</param>
internal sealed class NamedSubscriptions(ResultStore store, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubscriptionName, ulong> _positions = store.Positions().ToDictionary(p => new SubscriptionName(p.Key.Owner, p.Key.Name), p => p.Value);
    private readonly Dictionary<SubscriptionName, Subscription> _readers = [];

    /// <summary>
    /// The first sequence that was not acknowledged. A new subscription begins with <paramref name="next"/>; that position is kept at once, so that nothing is lost
    /// before its first acknowledgement.
    /// </summary>
    public ulong NextOf(SubscriptionName name, ulong next)
    {
        lock (_gate)
        {
            if (!_positions.TryGetValue(name, out ulong position))
            {
                if (_positions.Count >= limit)
                {
                    throw new StreamRefusedException(
                        StreamRefusal.Exhausted, "TOO_MANY_SUBSCRIPTIONS", $"{_positions.Count} named subscriptions are kept; at most {limit} are allowed: delete one that is not needed", "subscription");
                }

                Save(name, position = next - 1);
            }

            return position + 1;
        }
    }

    /// <summary>Makes this call the reader. A subscriber that comes back takes its subscription from its own earlier call, whose end the server may not have noticed.</summary>
    public void Attach(SubscriptionName name, Subscription reader)
    {
        Subscription? before;
        lock (_gate)
        {
            before = _readers.GetValueOrDefault(name);
            _readers[name] = reader;
        }

        before?.Supersede();
    }

    /// <summary>The call has ended; does nothing if another one is the reader by now.</summary>
    public void Detach(SubscriptionName name, Subscription reader)
    {
        lock (_gate)
        {
            if (_readers.GetValueOrDefault(name) == reader)
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
            throw StreamRefusedException.InvalidOption("sequence", $"sequence {sequence} does not exist yet; the last one is {next - 1}");
        }

        lock (_gate)
        {
            if (sequence > (_positions.TryGetValue(name, out ulong position) ? position : throw Unknown(name)))
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
            if (!_positions.Remove(name))
            {
                throw Unknown(name);
            }

            store.DeletePosition(name.Owner, name.Name);
        }
    }

    private void Save(SubscriptionName name, ulong position)
    {
        store.SavePosition(name.Owner, name.Name, position);
        _positions[name] = position;
    }

    private static StreamRefusedException Unknown(SubscriptionName name) =>
        new(StreamRefusal.NotFound, "SUBSCRIPTION_UNKNOWN", $"there is no subscription {name}; Subscribe with this name creates it", "subscription");
}
