using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.ResultLog.Retention;

/// <summary>
/// Records in the order of their indexes, oldest first. A record may be removed from anywhere; its slot stays until it is the oldest, or until half of the
/// slots are empty. So each operation takes constant time on the mean, or the logarithm of the count where it searches.
/// </summary>
internal sealed class RecordRing
{
    private Slot[] _slots = new Slot[64];
    private int _first;
    private int _empty;

    /// <summary>The number of slots, empty ones included.</summary>
    public int Count { get; private set; }

    /// <summary>The slot at a place, counted from the oldest.</summary>
    public ref Slot this[int place] => ref _slots[(_first + place) & (_slots.Length - 1)];

    /// <summary>Appends a record. Its index is higher than all before.</summary>
    public void Add(long index, LogRecord record)
    {
        if (Count == _slots.Length)
        {
            Rebuild(_empty > Count / 2 ? _slots.Length : 2 * _slots.Length);
        }

        this[Count++] = new Slot(index, record.Sequence, record);
    }

    /// <summary>Removes the record of this index.</summary>
    public void Remove(long index)
    {
        this[PlaceOf(index)].Record = null;
        _empty++;
        while (Count > 0 && this[0].Record is null)
        {
            _first = (_first + 1) & (_slots.Length - 1);
            Count--;
            _empty--;
        }
    }

    /// <summary>The place of the first slot with at least this index.</summary>
    public int PlaceOf(long index) => Search(static slot => slot.Index, index);

    /// <summary>The place of the first slot with at least this sequence.</summary>
    public int PlaceOfSequence(ulong sequence) => Search(static slot => (long)slot.Sequence, (long)sequence);

    private int Search(Func<Slot, long> key, long least)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (key(this[middle]) < least)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The length stays a power of two, so that a place is found by its low bits.</summary>
    private void Rebuild(int length)
    {
        var slots = new Slot[length];
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            if (this[i].Record is not null)
            {
                slots[count++] = this[i];
            }
        }

        (_slots, _first, _empty, Count) = (slots, 0, 0, count);
    }

    /// <summary>One place of the ring; empty where its record was removed.</summary>
    internal record struct Slot(long Index, ulong Sequence, LogRecord? Record);
}
