namespace VideoSeg.Streaming.Admission;

/// <summary>A limit of countable things, and who has how many of them.</summary>
internal sealed class SharedLimit(int limit, CallerSharing sharing)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ofCaller = [];

    /// <summary>What all callers have.</summary>
    public int Taken { get; private set; }

    /// <summary>Takes one. The caller frees it.</summary>
    public bool TryTake(string caller)
    {
        lock (_gate)
        {
            int own = _ofCaller.GetValueOrDefault(caller);
            if (!sharing.Allows(own, Taken, limit))
            {
                return false;
            }

            _ofCaller[caller] = own + 1;
            Taken++;
            return true;
        }
    }

    public void Free(string caller)
    {
        lock (_gate)
        {
            Taken--;
            if (--_ofCaller[caller] == 0)
            {
                _ofCaller.Remove(caller);
            }
        }
    }

    /// <summary>Why nothing could be taken, for messages.</summary>
    public string Describe(string caller, string things)
    {
        lock (_gate)
        {
            return sharing.Describe(_ofCaller.GetValueOrDefault(caller), Taken, limit, things);
        }
    }
}
