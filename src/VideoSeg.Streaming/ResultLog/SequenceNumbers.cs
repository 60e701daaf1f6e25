namespace VideoSeg.Streaming.ResultLog;

/// <summary>
/// Numbers that rise, also across restarts. They are reserved in blocks before the first number of a block is used, so that a server that was killed
/// continues behind all that it used; the rest of a block is given back at an orderly end. Not thread-safe: the log's lock guards it.
/// </summary>
public sealed class SequenceNumbers : IDisposable
{
    private const ulong Block = 1_000;

    private readonly ResultStore _store;
    private ulong _reserved;

    /// <param name="store">Keeps what is reserved; borrowed.</param>
    public SequenceNumbers(ResultStore store)
    {
        _store = store;
        _reserved = store.Reserve(Block);
        Next = _reserved - Block;
        First = store.FirstSequence;
    }

    /// <summary>The lowest number of this numbering, which goes on across restarts if the store is a file.</summary>
    public ulong First { get; }

    /// <summary>The number that <see cref="Take"/> returns next.</summary>
    public ulong Next { get; private set; }

    /// <summary>Uses the next number.</summary>
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

    /// <inheritdoc/>
    public void Dispose() => _store.GiveBack(_reserved, Next);
}
