using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Mjpeg;

/// <summary>
/// The JPEGs in what a camera sends, found by their own markers (ITU T.81, annex B): each begins with SOI and ends with EOI, or where the next one begins. What lies
/// between them is skipped: boundaries, header lines and lengths are what cameras get wrong, each in its own way. Segments are passed over by their lengths, since the
/// thumbnail in one of them has markers of its own.
/// </summary>
internal sealed class JpegPictures(PipeReader body)
{
    /// <summary>The default limit of a client's message.</summary>
    private const int MaxPictureBytes = 32 * 1024 * 1024;

    /// <summary>What may lie between two pictures; a camera that sends more sends no JPEGs.</summary>
    private const int MaxGapBytes = 1024 * 1024;

    /// <summary>Where the header lines of the next picture are looked for, behind a picture without its end marker.</summary>
    private const int MaxHeaderBytes = 4 * 1024;

    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;

    /// <summary>What was received and not handed out: from the start of a picture, if it <see cref="_isOpen"/>.</summary>
    private byte[] _held = new byte[64 * 1024];
    private int _count;

    /// <summary>Up to where the picture was looked through; may lie behind what was received, in a segment.</summary>
    private int _scanned;
    private int _gap;
    private bool _isOpen;

    /// <summary>Reads the next picture, undecoded; null: the body has ended.</summary>
    /// <exception cref="VideoException">There is no JPEG, or one is too large.</exception>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if ((_isOpen || FindStart()) && TakePicture() is { } picture)
            {
                return picture;
            }

            var read = await body.ReadAsync(cancellationToken);
            Append(read.Buffer);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted && read.Buffer.IsEmpty)
            {
                return TakeLast();
            }
        }
    }

    /// <summary>Skips to the start of a picture.</summary>
    private bool FindStart()
    {
        int start = _held.AsSpan(0, _count).IndexOf<byte>([0xFF, StartOfImage, 0xFF]);
        _isOpen = start >= 0;

        // Two bytes may be the beginning of a start marker.
        int skipped = _isOpen ? start : Math.Max(0, _count - 2);
        Remove(skipped);
        _gap = _isOpen ? 0 : _gap + skipped;
        _scanned = 2;
        return _gap <= MaxGapBytes
            ? _isOpen
            : throw new VideoException("VIDEO_FORMAT_UNKNOWN", $"the camera sends no JPEG within {MaxGapBytes} bytes; an MJPEG camera sends one after the other");
    }

    /// <summary>The open picture, if its end was received.</summary>
    private byte[]? TakePicture()
    {
        while (_scanned < _count && _held.AsSpan(_scanned, _count - _scanned).IndexOf((byte)0xFF) is >= 0 and var offset)
        {
            int marker = _scanned + offset;
            _scanned = marker;
            if (marker + 1 >= _count)
            {
                return null;
            }

            switch (_held[marker + 1])
            {
                case EndOfImage:
                    return Take(marker + 2, marker + 2);
                case StartOfImage when marker + 2 >= _count:
                    return null;
                case StartOfImage when _held[marker + 2] == 0xFF:
                    return Take(EndOfData(marker), marker);
                case 0xFF:
                    _scanned = marker + 1;
                    break;

                // Not markers of segments: stuffed bytes, restarts, and what no JPEG has here.
                case 0x00 or 0x01 or (>= 0xD0 and <= 0xD8):
                    _scanned = marker + 2;
                    break;
                case var _ when marker + 3 >= _count:
                    return null;
                default:
                    _scanned = marker + 2 + BinaryPrimitives.ReadUInt16BigEndian(_held.AsSpan(marker + 2));
                    break;
            }
        }

        _scanned = Math.Max(_scanned, _count);
        return null;
    }

    /// <summary>At the end of the body: a picture without its end marker.</summary>
    private byte[]? TakeLast() => _isOpen && _count > 2 ? Take(EndOfData(_count), _count) : null;

    /// <summary>Where the data of a picture without its end marker ends: in front of the boundary that follows it, if there is one.</summary>
    private int EndOfData(int next)
    {
        int from = Math.Max(0, next - MaxHeaderBytes);
        int line = _held.AsSpan(from, next - from).LastIndexOf("\n--"u8);
        return line < 0 ? next : from + line - (line > 0 && _held[from + line - 1] == (byte)'\r' ? 1 : 0);
    }

    private byte[] Take(int end, int next)
    {
        bool isComplete = end >= 2 && _held[end - 2] == 0xFF && _held[end - 1] == EndOfImage;
        byte[] picture = isComplete ? _held[..end] : [.. _held[..end], 0xFF, EndOfImage];
        Remove(next);
        _isOpen = false;
        return picture;
    }

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        long needed = _count + bytes.Length;
        if (needed > MaxPictureBytes)
        {
            throw new VideoException("VIDEO_BROKEN", $"the camera sends {needed} bytes without the end of a picture; allowed are {MaxPictureBytes}");
        }

        if (needed > _held.Length)
        {
            Array.Resize(ref _held, (int)Math.Max(needed, 2L * _held.Length));
        }

        bytes.CopyTo(_held.AsSpan(_count));
        _count = (int)needed;
    }

    private void Remove(int count)
    {
        _held.AsSpan(count, _count - count).CopyTo(_held);
        _count -= count;
    }
}
