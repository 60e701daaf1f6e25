using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using VideoSeg.Server.Errors.Limits;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Server.Metering;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Streams;

/// <summary>A client that streams over gRPC.</summary>
internal sealed class GrpcStreamClient(
    IAsyncStreamReader<StreamSegmentRequest> requests, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context, int maxMessageBytes)
    : IStreamClient
{
    private readonly IMessageRoom? _room = context.GetHttpContext().Features.Get<IMessageRoom>();

    public HttpContext Http { get; } = context.GetHttpContext();

    public CancellationToken Left => context.CancellationToken;

    public async Task<StreamSegmentRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken) ? requests.Current : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && e.Trailers.Count == 0)
        {
            throw new MessageTooLargeException(maxMessageBytes);
        }
    }

    public IDisposable? DetachRoom() => _room?.Detach();

    public Task WriteAsync(EncodedResponse response, CancellationToken cancellationToken) => responses.WriteAsync(response, cancellationToken);

    /// <summary>Behind a proxy that has an HTTP/2 connection of its own to the server, a broken connection looks like a cancelled call.</summary>
    public async Task<bool> IsConnectionLostAsync()
    {
        try
        {
            _room?.Discard();

            // Kestrel tells the reason to the reader of the request's body. What was sent but not read is of no use any more.
            var read = await Http.Request.BodyReader.ReadAsync(CancellationToken.None);
            while (!read.IsCompleted && !read.IsCanceled)
            {
                Http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                read = await Http.Request.BodyReader.ReadAsync(CancellationToken.None);
            }

            // The client had half-closed: there is nothing more to read, and no reason with it.
            return Http.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed.IsCancellationRequested ?? false;
        }
        catch (IOException e)
        {
            return e.InnerException is ConnectionAbortedException;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
