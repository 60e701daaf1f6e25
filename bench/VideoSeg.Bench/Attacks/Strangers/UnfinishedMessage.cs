using System.Buffers.Binary;
using System.Net;

namespace VideoSeg.Bench.Attacks.Strangers;

/// <summary>The body of a gRPC call: a message that is never finished.</summary>
internal sealed class UnfinishedMessage : HttpContent
{
    private readonly int _bytes;
    private readonly int _sent;

    /// <param name="bytes">The length that the message's header tells.</param>
    /// <param name="sent">How many of its bytes are sent.</param>
    public UnfinishedMessage(int bytes, int sent)
    {
        (_bytes, _sent) = (bytes, sent);
        Headers.ContentType = new("application/grpc");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] header = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), _bytes);
        await stream.WriteAsync(header, cancellationToken);
        byte[] part = new byte[64 * 1024];
        for (int sent = 0; sent < _sent; sent += part.Length)
        {
            await stream.WriteAsync(part.AsMemory(0, Math.Min(part.Length, _sent - sent)), cancellationToken);
        }

        await stream.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
