using System.Buffers;
using System.Text;

namespace VideoSeg.Vision.Masks;

/// <summary>Writes one mask's compressed counts; see <see cref="RleRuns"/> for their form (cocoapi, maskApi.c, rleToString).</summary>
internal sealed class RleWriter(PixelSize size)
{
    private const int LongestCount = 7;

    private byte[] _text = ArrayPool<byte>.Shared.Rent(256);
    private int _length;
    private int _index;
    private long _end;
    private long _last;
    private long _beforeLast;

    /// <summary>Runs come in rising order, and do not touch each other.</summary>
    /// <param name="start">Column x height + row.</param>
    /// <param name="length">At least 1.</param>
    public void AddRun(long start, long length)
    {
        WriteCount(start - _end);
        WriteCount(length);
        _end = start + length;
    }

    /// <summary>Ends the mask and gives the buffer back: the last call.</summary>
    public RleMask Finish()
    {
        if (_end < size.Pixels || _index == 0)
        {
            WriteCount(size.Pixels - _end);
        }

        var mask = new RleMask(size, Encoding.ASCII.GetString(_text, 0, _length));
        ArrayPool<byte>.Shared.Return(_text);
        _text = [];
        return mask;
    }

    private void WriteCount(long count)
    {
        if (_length + LongestCount > _text.Length)
        {
            var longer = ArrayPool<byte>.Shared.Rent(2 * _text.Length);
            _text.AsSpan(0, _length).CopyTo(longer);
            ArrayPool<byte>.Shared.Return(_text);
            _text = longer;
        }

        var rest = _index > 2 ? count - _beforeLast : count;
        while (true)
        {
            var group = (int)(rest & 0x1F);
            rest >>= 5;
            var isLast = rest == ((group & 0x10) != 0 ? -1 : 0);
            _text[_length++] = (byte)(48 + group + (isLast ? 0 : 0x20));
            if (isLast)
            {
                break;
            }
        }

        (_beforeLast, _last) = (_last, count);
        _index++;
    }
}
