namespace VideoSeg.Streaming.Tests.Fakes;

/// <summary>Counts what is open, over threads.</summary>
internal sealed class Tally
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one more until the result is disposed; disposing it twice is an error of whoever owns it.</summary>
    public IDisposable Open()
    {
        Interlocked.Increment(ref _count);
        return new Entry(this);
    }

    private sealed class Entry(Tally tally) : IDisposable
    {
        private int _closed;

        public void Dispose()
        {
            ObjectDisposedException.ThrowIf(Interlocked.Exchange(ref _closed, 1) == 1, this);
            Interlocked.Decrement(ref tally._count);
        }
    }
}
