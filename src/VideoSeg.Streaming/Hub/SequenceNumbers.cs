namespace VideoSeg.Streaming.Hub;

/// <summary>
/// Numbers that rise, also across restarts. They are reserved in blocks before the first of a block is given out, so that a server that was killed
/// goes on behind all that it gave out; what is left of a block is given back at a good end. Not thread-safe: the log's lock guards it.
/// </summary>
internal sealed class SequenceNumbers : IDisposable
{
    private const ulong Block = 10_000;

    private readonly ResultStore _store;
    private ulong _reserved;

    public SequenceNumbers(ResultStore store)
    {
        _store = store;
        _reserved = store.Reserve(Block);
        Next = _reserved - Block;
    }

    /// <summary>The one that comes next.</summary>
    public ulong Next { get; private set; }

    public ulong Take()
    {
        ulong taken = Next;
        if (++Next == _reserved)
        {
            // Another server on the same store may have reserved the block behind this one.
            _reserved = _store.Reserve(Block);
            Next = _reserved - Block;
        }

        return taken;
    }

    public void Dispose() => _store.GiveBack(_reserved, Next);
}
