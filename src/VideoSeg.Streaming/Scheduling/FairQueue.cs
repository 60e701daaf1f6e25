namespace VideoSeg.Streaming.Scheduling;

/// <summary>
/// Whose turn it is among streams that wait: start-time fair queueing (Goyal, Vin and Cheng, "Start-time Fair Queuing", 1996). An item starts,
/// in virtual time, where its stream's last one ended or where the queue is, whichever is later, and lasts 1 / weight; the earliest start
/// comes first. Equal weights take turns, a stream that was quiet is served next but has saved nothing up, and a low weight waits longer but never for ever.
/// </summary>
/// <remarks>Not safe for threads.</remarks>
internal sealed class FairQueue<T>
{
    private readonly PriorityQueue<T, (double Start, long Order)> _items = new();
    private double _now;
    private long _order;

    public int Count => _items.Count;

    /// <param name="item">Waits from now on.</param>
    /// <param name="share">Of its stream, whose items start in the order in which they came.</param>
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
