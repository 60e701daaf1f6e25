using System.Net.WebSockets;
using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Grpc;
using VideoSeg.Server.Hosting;
using VideoSeg.V1;

namespace VideoSeg.Server.WebSockets;

/// <summary>
/// SegmentationService.StreamSegment for those who cannot stream up over HTTP, which is every browser: the same messages, one binary WebSocket
/// message each, handed to the same service, so that flow control, limits, resume and errors are the same too. An empty message is the
/// client's half-close; the close code of the server is told in <see cref="SocketClose"/>.
/// </summary>
internal static class StreamSocket
{
    private const string Method = "/videoseg.v1.SegmentationService/StreamSegment";

    /// <summary>What a client names beside its credential; a browser wants one of the sub-protocols that it offers back.</summary>
    private const string Protocol = "videoseg.v1";

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A client whose network is gone says nothing; as with HTTP/2 it is asked.</summary>
    public static WebSocketOptions Options => new() { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(20) };

    public static void MapStreamSocket(this WebApplication app) => app.MapGet("/ws" + Method, HandleAsync);

    private static async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync("this address takes WebSockets alone\n", http.RequestAborted);
            return;
        }

        bool named = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(named ? Protocol : null);
        await ServeAsync(socket, http);
    }

    private static async Task ServeAsync(WebSocket socket, HttpContext http)
    {
        var services = http.RequestServices;
        using var left = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var requests = new SocketRequestReader<StreamSegmentRequest>(
            socket, StreamSegmentRequest.Parser, services.GetRequiredService<IOptions<ServeOptions>>().Value.MaxMessageBytes, Leave);
        var responses = new SocketResponseWriter(socket);

        // A call that is broken off has lost its connection, unless the client closed the socket.
        http.Features.Set(new CallEnd.Told(IsConnectionLost: true));
        var end = Status.DefaultSuccess;
        try
        {
            // What gRPC puts in front of the service stands in front of it here.
            var service = ActivatorUtilities.CreateInstance<SegmentationGrpcService>(services);
            var access = new AccessInterceptor();
            await ActivatorUtilities.CreateInstance<StatusInterceptor>(services).DuplexStreamingServerHandler(
                requests,
                responses,
                new SocketCallContext(http, Method, left.Token),
                (r, w, context) => access.DuplexStreamingServerHandler(r, w, context, service.StreamSegment));
        }
        catch (RpcException e)
        {
            end = e.Status;
        }

        void Leave(bool isConnectionLost)
        {
            http.Features.Set(new CallEnd.Told(isConnectionLost));
            left.Cancel();
        }

        using var deadline = new CancellationTokenSource(CloseTimeout, services.GetRequiredService<TimeProvider>());
        await CloseAsync(socket, end, deadline.Token);
        await requests.DrainAsync(deadline.Token);
    }

    private static async Task CloseAsync(WebSocket socket, Status end, CancellationToken cancellationToken)
    {
        try
        {
            await socket.CloseOutputAsync(SocketClose.CodeOf(end.StatusCode), SocketClose.ReasonOf(end.Detail), cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client is gone, so there is nobody to tell.
            socket.Abort();
        }
    }
}
