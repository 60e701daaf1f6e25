using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using VideoSeg.Streaming.Records;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Results;

/// <summary>
/// A response that is encoded already. A result is encoded once, before it has its sequence, for its own client and all subscribers: both responses have it in the same
/// field, so that each writer puts the field's header in front of the shared bytes and the sequence, as the last field of the result, behind them.
/// </summary>
internal sealed class EncodedResponse
{
    /// <summary>A field header and a number of at most ten bytes each.</summary>
    private const int MaxFieldBytes = 16;

    private static readonly uint ResultTag = WireFormat.MakeTag(SubscribeResponse.ResultFieldNumber, WireFormat.WireType.LengthDelimited);
    private static readonly uint SequenceTag = WireFormat.MakeTag(FrameResult.SequenceFieldNumber, WireFormat.WireType.Varint);

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ulong? _sequence;

    private EncodedResponse(ReadOnlyMemory<byte> bytes, ulong? sequence) => (_bytes, _sequence) = (bytes, sequence);

    /// <summary>Writes responses to gRPC. They are never read here.</summary>
    public static Marshaller<EncodedResponse> Marshaller { get; } =
        Marshallers.Create<EncodedResponse>(Write, _ => throw new NotSupportedException("Responses are written here, not read."));

    /// <summary>A whole message.</summary>
    public static EncodedResponse OfMessage(IMessage message) => new(message.ToByteArray(), null);

    /// <summary>The bytes of a whole message.</summary>
    public static EncodedResponse OfMessage(ReadOnlyMemory<byte> bytes) => new(bytes, null);

    /// <summary>A result of the log, for its own client or a subscriber.</summary>
    public static EncodedResponse OfResult(LoggedResult result) => new(result.Encoded, result.Sequence);

    /// <summary>A result of the log whose content was filtered.</summary>
    public static EncodedResponse OfResult(ReadOnlyMemory<byte> encoded, ulong sequence) => new(encoded, sequence);

    /// <summary>Writes the response.</summary>
    public void WriteTo(IBufferWriter<byte> writer)
    {
        Span<byte> header = stackalloc byte[MaxFieldBytes];
        Span<byte> sequence = stackalloc byte[MaxFieldBytes];
        Frame(ref header, ref sequence);
        WritePieces(writer, header, sequence);
    }

    private static void Write(EncodedResponse response, SerializationContext context)
    {
        Span<byte> header = stackalloc byte[MaxFieldBytes];
        Span<byte> sequence = stackalloc byte[MaxFieldBytes];
        response.Frame(ref header, ref sequence);
        context.SetPayloadLength(header.Length + response._bytes.Length + sequence.Length);
        response.WritePieces(context.GetBufferWriter(), header, sequence);
        context.Complete();
    }

    /// <summary>What goes in front of the bytes and behind them.</summary>
    private void Frame(ref Span<byte> header, ref Span<byte> sequence)
    {
        sequence = _sequence is { } number ? sequence[..WriteField(sequence, SequenceTag, number)] : [];
        header = _sequence is null ? [] : header[..WriteField(header, ResultTag, (ulong)(_bytes.Length + sequence.Length))];
    }

    private void WritePieces(IBufferWriter<byte> writer, ReadOnlySpan<byte> header, ReadOnlySpan<byte> sequence)
    {
        WritePiece(writer, header);
        WritePiece(writer, _bytes.Span);
        WritePiece(writer, sequence);
    }

    private static int WriteField(Span<byte> field, uint tag, ulong number)
    {
        int length = WriteNumber(field, tag);
        return length + WriteNumber(field[length..], number);
    }

    private static int WriteNumber(Span<byte> bytes, ulong number)
    {
        int length = 0;
        while (number > 0x7F)
        {
            bytes[length++] = (byte)(number | 0x80);
            number >>= 7;
        }

        bytes[length++] = (byte)number;
        return length;
    }

    private static void WritePiece(IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            // The transport may have room for less than a large result in one piece.
            var room = writer.GetSpan();
            int length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room);
            writer.Advance(length);
            bytes = bytes[length..];
        }
    }
}
