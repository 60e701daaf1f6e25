using Google.Protobuf;
using Grpc.Core;

namespace VideoSeg.Server.Grpc;

/// <summary>A message as it goes over the wire, so that one that many subscribers get is written once.</summary>
internal sealed record EncodedResponse(ReadOnlyMemory<byte> Bytes)
{
    public static Marshaller<EncodedResponse> Marshaller { get; } = Marshallers.Create<EncodedResponse>(Write, _ => throw new NotSupportedException("Responses are written here, not read."));

    public static EncodedResponse Of(IMessage message) => new(message.ToByteArray());

    private static void Write(EncodedResponse response, SerializationContext context)
    {
        context.SetPayloadLength(response.Bytes.Length);
        var writer = context.GetBufferWriter();
        var bytes = response.Bytes.Span;
        while (bytes.Length > 0)
        {
            // What the transport has room for in one piece, which is less than a large picture.
            var room = writer.GetSpan();
            int length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room);
            writer.Advance(length);
            bytes = bytes[length..];
        }

        context.Complete();
    }
}
