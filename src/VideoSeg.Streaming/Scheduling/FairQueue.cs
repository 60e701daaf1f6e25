namespace VideoSeg.Streaming.Scheduling;

/// <summary>
/// The order in which waiting streams are served: start-time fair queueing (Goyal, Vin and Cheng, "Start-time Fair Queuing", 1996). An item starts,
/// in virtual time, where its stream's last one ended or where the queue is, whichever is later, and lasts 1 / weight; the earliest start
/// comes first. Equal weights take turns, a stream that was quiet is served next but has saved nothing up, and a low weight waits longer but is never starved.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class FairQueue<T>
{
    private readonly PriorityQueue<T, (double Start, long Order)> _items = new();
    private double _now;
    private long _order;

    public int Count => _items.Count;

    /// <summary>Adds an item.</summary>
    /// <param name="item">Waits from now on.</param>
    /// <param name="share">The share of the item's stream. Items of one stream start in the order in which they came.</param>
    public void Enqueue(T item, StepShare share)
    {
        double start = Math.Max(_now, share.Finish);
        share.Finish = start + share.Cost;
        _items.Enqueue(item, (start, _order++));
    }

    public bool TryDequeue(out T item)
    {
        if (!_items.TryDequeue(out item!, out var turn))
        {
            return false;
        }

        _now = Math.Max(_now, turn.Start);
        return true;
    }
}
