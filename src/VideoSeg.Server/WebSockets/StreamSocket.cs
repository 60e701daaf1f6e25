using System.Net.WebSockets;
using Google.Rpc;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Access.Sessions;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.Server.Listening;
using VideoSeg.Server.Metering;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.WebSockets;

/// <summary>
/// SegmentationService.StreamSegment over a WebSocket, for clients that cannot stream requests over HTTP, as all browsers: the same messages and the same
/// <see cref="StreamExchange"/>, so flow control, limits, resume and errors are the same too. The close code tells how the exchange ended
/// (<see cref="SocketClose"/>).
/// </summary>
internal static class StreamSocket
{
    /// <summary>The sub-protocol that a client offers beside its credential: a browser requires that the server accepts one of those that it offers.</summary>
    private const string Protocol = "videoseg.v1";

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Pings find a client whose network is gone, as they do with HTTP/2.</summary>
    public static WebSocketOptions Options => new() { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(20) };

    public static void MapStreamSocket(this WebApplication app) => app.MapGet("/ws" + MethodTable.StreamSegment, HandleAsync).Requires(Permission.Publish);

    private static async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync("this URL accepts WebSocket requests only\n", http.RequestAborted);
            return;
        }

        bool named = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(named ? Protocol : null);
        await ServeAsync(socket, http);
    }

    private static async Task ServeAsync(WebSocket socket, HttpContext http)
    {
        var services = http.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        long start = time.GetTimestamp();
        using var reader = new SocketReader(
            socket,
            MessageLimits.OfStream(services.GetRequiredService<IOptions<ServeOptions>>().Value),
            services.GetRequiredService<BytesInFlight>(),
            http.ShareOwner(),
            time);
        using var client = new SocketStreamClient(socket, reader, http);
        CallError? error = null;
        try
        {
            await services.GetRequiredService<StreamExchange>().RunAsync(client);
        }
        catch (Exception e)
        {
            error = services.GetRequiredService<CallFailures>().Describe(MethodTable.StreamSegment, CallerSession.CauseOf(http, e), client.Left.IsCancellationRequested);
        }

        Instruments.RecordCall(MethodTable.StreamSegment, time.GetElapsedTime(start), error?.Status ?? "OK", error?.Reason);
        using var deadline = new CancellationTokenSource(CloseTimeout, time);
        await CloseAsync(socket, error, deadline.Token);
        await reader.DrainAsync(deadline.Token);
    }

    private static async Task CloseAsync(WebSocket socket, CallError? error, CancellationToken cancellationToken)
    {
        try
        {
            await socket.CloseOutputAsync(SocketClose.CodeOf(error?.Code ?? Code.Ok), SocketClose.ReasonOf(error?.Message ?? ""), cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client is gone.
            socket.Abort();
        }
    }
}
