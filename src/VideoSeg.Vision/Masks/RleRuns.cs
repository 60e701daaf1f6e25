namespace VideoSeg.Vision.Masks;

/// <summary>
/// Reads the runs of set pixels from COCO's compressed counts, in the order of the columns. A count is written in groups
/// of 5 bits from the lowest on, each as the character 48 + group, + 32 where more follow; the last group carries the sign.
/// From the fourth on, a count is the difference to the one two before it (cocoapi, maskApi.c, rleFrString). Unlike there,
/// a string that does not describe exactly the mask's pixels is an error.
/// </summary>
internal ref struct RleRuns(PixelSize size, string counts)
{
    private readonly long _pixels = size.Pixels;
    private int _at;
    private int _index;
    private long _end;
    private long _last;
    private long _beforeLast;

    /// <summary>Start = column x height + row; never empty.</summary>
    public (int Start, int Length) Current { get; private set; }

    public readonly RleRuns GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_at < counts.Length)
        {
            var isSet = _index % 2 == 1;
            var start = _end;
            var length = ReadCount();
            _end += length;
            if (length < 0 || _end > _pixels)
            {
                throw new MaskException($"Count {_index} of the run lengths is {length}; from pixel {start} on, 0 to {_pixels - start} are left in a mask of {size}.");
            }

            if (isSet && length > 0)
            {
                Current = ((int)start, (int)length);
                return true;
            }
        }

        return _end == _pixels
            ? false
            : throw new MaskException($"The run lengths cover {_end} pixels; a mask of {size} has {_pixels}.");
    }

    private long ReadCount()
    {
        // 7 groups hold 35 bits, more than any count needs.
        var count = 0L;
        for (var shift = 0; shift < 35; shift += 5)
        {
            if (_at == counts.Length)
            {
                throw new MaskException($"The run lengths end within count {_index + 1}.");
            }

            var group = counts[_at] - 48;
            if (group is < 0 or > 63)
            {
                throw new MaskException($"Character {_at + 1} of the run lengths has the code {(int)counts[_at]}; 48 to 111 are allowed.");
            }

            _at++;
            count |= (group & 0x1FL) << shift;
            if ((group & 0x20) != 0)
            {
                continue;
            }

            if ((group & 0x10) != 0)
            {
                count |= -1L << (shift + 5);
            }

            count += _index > 2 ? _beforeLast : 0;
            (_beforeLast, _last) = (_last, count);
            _index++;
            return count;
        }

        throw new MaskException($"Count {_index + 1} of the run lengths has more than 7 characters.");
    }
}
