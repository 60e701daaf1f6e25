using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Mjpeg;

/// <summary>
/// The pictures of a multipart body (RFC 2046) as cameras write it: each behind some header lines and an empty one, of the length that its header says, or else
/// up to the next boundary. Cameras disagree on whether the boundary in the body has two dashes more than the one in the head, so they are left out of the comparison.
/// </summary>
internal sealed class MultipartPictures(PipeReader body, string boundary)
{
    private const int MaxLineBytes = 8 * 1024;

    /// <summary>The default limit of a client's message.</summary>
    private const int MaxPictureBytes = 32 * 1024 * 1024;

    private readonly byte[] _boundary = Encoding.ASCII.GetBytes("--" + boundary.TrimStart('-'));

    /// <summary>Reads the next picture, undecoded; null: the body has ended.</summary>
    /// <exception cref="VideoException">A line or a picture is too long.</exception>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        while (await HeaderAsync(cancellationToken) is { } length)
        {
            var picture = length > 0
                ? await TakeAsync(buffer => buffer.Length >= length ? (buffer.Slice(0, length), buffer.GetPosition(length)) : null, MaxPictureBytes, cancellationToken)
                : await TakeAsync(UpToBoundary, MaxPictureBytes, cancellationToken);
            if (picture is not { Length: 0 })
            {
                return picture;
            }
        }

        return null;
    }

    /// <summary>Reads up to the empty line behind the headers of a part.</summary>
    /// <returns>The length of the picture; 0: the headers do not have it. Null: there are no more parts.</returns>
    private async ValueTask<long?> HeaderAsync(CancellationToken cancellationToken)
    {
        bool isPart = false;
        long length = 0;
        while (await TakeAsync(Line, MaxLineBytes, cancellationToken) is { } bytes)
        {
            string line = Encoding.ASCII.GetString(bytes).Trim();
            if (bytes.AsSpan().StartsWith(_boundary))
            {
                continue;
            }

            if (line.Split(':', 2) is [var name, var value])
            {
                isPart = true;
                if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                {
                    length = long.TryParse(value, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long said) && said is > 0 and <= MaxPictureBytes
                        ? said
                        : throw new VideoException("VIDEO_BROKEN", $"the camera sends a picture of '{value.Trim()}' bytes; allowed are 1 to {MaxPictureBytes}");
                }
            }
            else if (line.Length == 0 && isPart)
            {
                return length;
            }
        }

        return null;
    }

    private static (ReadOnlySequence<byte> Taken, SequencePosition Next)? Line(ReadOnlySequence<byte> buffer) =>
        buffer.PositionOf((byte)'\n') is { } end ? (buffer.Slice(0, end), buffer.GetPosition(1, end)) : null;

    private (ReadOnlySequence<byte> Taken, SequencePosition Next)? UpToBoundary(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> picture, _boundary))
        {
            return null;
        }

        // The line end in front of the boundary is the boundary's.
        return (picture.Slice(0, Math.Max(0, picture.Length - 2)), reader.Position);
    }

    /// <summary>Waits until what is wanted is there, and takes it.</summary>
    /// <returns>Null: the body ended before.</returns>
    private async ValueTask<byte[]?> TakeAsync(
        Func<ReadOnlySequence<byte>, (ReadOnlySequence<byte> Taken, SequencePosition Next)?> find, long maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (find(read.Buffer) is var (taken, next))
            {
                var bytes = taken.ToArray();
                body.AdvanceTo(next);
                return bytes;
            }

            if (read.Buffer.Length > maxBytes)
            {
                throw new VideoException("VIDEO_BROKEN", $"the camera sends {read.Buffer.Length} bytes without an end; allowed are {maxBytes}");
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }
}
