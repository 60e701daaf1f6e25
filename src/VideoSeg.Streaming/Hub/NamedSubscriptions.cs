namespace VideoSeg.Streaming.Hub;

/// <summary>Subscriptions whose positions are kept: how far each has come, and who holds it.</summary>
internal sealed class NamedSubscriptions(ResultStore store, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubscriptionName, ulong> _positions = new(store.Positions());
    private readonly Dictionary<SubscriptionName, Subscription> _holders = [];

    /// <summary>The first sequence that was not acknowledged; of a new subscription <paramref name="next"/>, where it begins, which is kept at once, so that nothing is lost before its first acknowledgement.</summary>
    public ulong NextOf(SubscriptionName name, ulong next)
    {
        lock (_gate)
        {
            if (!_positions.TryGetValue(name, out ulong position))
            {
                if (_positions.Count >= limit)
                {
                    throw new StreamRefusedException(
                        StreamRefusal.Exhausted, "TOO_MANY_SUBSCRIPTIONS", $"{_positions.Count} named subscriptions are kept; at most {limit} are allowed: delete one that nobody needs", "subscription");
                }

                Save(name, position = next - 1);
            }

            return position + 1;
        }
    }

    /// <summary>A subscriber that comes back takes its subscription from its own call of before, whose end the server may not have noticed.</summary>
    public void Hold(SubscriptionName name, Subscription holder)
    {
        Subscription? before;
        lock (_gate)
        {
            before = _holders.GetValueOrDefault(name);
            _holders[name] = holder;
        }

        before?.Supersede();
    }

    public void LetGo(SubscriptionName name, Subscription holder)
    {
        lock (_gate)
        {
            if (_holders.GetValueOrDefault(name) == holder)
            {
                _holders.Remove(name);
            }
        }
    }

    /// <param name="name">Of the subscription.</param>
    /// <param name="sequence">The last one that was handled; a lower one than before changes nothing.</param>
    /// <param name="next">The next one of the log.</param>
    public void Acknowledge(SubscriptionName name, ulong sequence, ulong next)
    {
        name.Check();
        if (sequence >= next)
        {
            throw StreamRefusedException.InvalidOption("sequence", $"sequence {sequence} was not given out yet; the last one is {next - 1}");
        }

        lock (_gate)
        {
            if (sequence > (_positions.TryGetValue(name, out ulong position) ? position : throw Unknown(name)))
            {
                Save(name, sequence);
            }
        }
    }

    public void Delete(SubscriptionName name)
    {
        name.Check();
        lock (_gate)
        {
            if (!_positions.Remove(name))
            {
                throw Unknown(name);
            }

            store.DeletePosition(name);
        }
    }

    private void Save(SubscriptionName name, ulong position)
    {
        store.SavePosition(name, position);
        _positions[name] = position;
    }

    private static StreamRefusedException Unknown(SubscriptionName name) =>
        new(StreamRefusal.NotFound, "SUBSCRIPTION_UNKNOWN", $"there is no subscription {name}; Subscribe with this name makes it", "subscription");
}
