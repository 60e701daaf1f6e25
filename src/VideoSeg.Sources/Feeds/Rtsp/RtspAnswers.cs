using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace VideoSeg.Sources.Feeds.Rtsp;

/// <summary>
/// What a camera sends on an RTSP connection (RFC 2326): responses, with a head and perhaps a body, and between them packets of video, each a dollar sign, a
/// channel and its length in two bytes. It is passed on unchanged, except for redirections.
/// </summary>
internal sealed class RtspAnswers
{
    private const int PacketHeadBytes = 4;
    private const int MaxHeadBytes = 64 * 1024;
    private const int MaxBodyBytes = 1024 * 1024;

    private volatile string? _problem;

    /// <summary>What the camera refused last; null: nothing.</summary>
    public string? Problem => _problem;

    /// <summary>Ends with the camera's side.</summary>
    /// <exception cref="InvalidDataException">It speaks something else, or redirects.</exception>
    public async Task CopyAsync(PipeReader camera, Stream reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await camera.ReadAsync(cancellationToken);
            var left = read.Buffer;
            while (LengthOf(left) is var length && length > 0 && length <= left.Length)
            {
                foreach (var part in left.Slice(0, length))
                {
                    await reader.WriteAsync(part, cancellationToken);
                }

                left = left.Slice(length);
            }

            camera.AdvanceTo(left.Start, left.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>The size of the first packet or answer, in bytes; 0: unknown yet.</summary>
    private long LengthOf(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < PacketHeadBytes)
        {
            return 0;
        }

        if (buffer.FirstSpan[0] == '$')
        {
            Span<byte> head = stackalloc byte[PacketHeadBytes];
            buffer.Slice(0, PacketHeadBytes).CopyTo(head);
            return PacketHeadBytes + BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        }

        var answer = new SequenceReader<byte>(buffer);
        if (answer.TryReadTo(out ReadOnlySequence<byte> text, "\r\n\r\n"u8))
        {
            return answer.Consumed + BodyBytesOf(Encoding.UTF8.GetString(text));
        }

        return buffer.Length <= MaxHeadBytes ? 0 : throw Refused("answers with a head of more than 64 KiB");
    }

    private int BodyBytesOf(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ', 3) is [var protocol, var code, .. var reason] && protocol.StartsWith("RTSP/", StringComparison.Ordinal))
        {
            _problem = code.Length > 0 && code[0] is '4' or '5' ? $"the camera answers {code} {string.Concat(reason)}" : null;
            if (code.StartsWith('3'))
            {
                throw Refused("sends to another address, which is not followed; name that one");
            }
        }
        else if (!lines[0].Contains(" RTSP/", StringComparison.Ordinal))
        {
            throw Refused("does not speak RTSP");
        }

        string? length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null ? 0
            : int.TryParse(length.AsSpan(length.IndexOf(':', StringComparison.Ordinal) + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes <= MaxBodyBytes ? bytes
            : throw Refused("answers with a body that has no length, or one of more than 1 MiB");
    }

    private InvalidDataException Refused(string what)
    {
        _problem = $"the camera {what}";
        return new InvalidDataException(_problem);
    }
}
