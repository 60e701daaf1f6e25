using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using VideoSeg.Server.Grpc;

namespace VideoSeg.Server.Access;

/// <summary>
/// Stands in front of each endpoint: finds out who calls, and lets nobody in who is not known, before a byte of the body is read. What gRPC's
/// callers may do is told from their messages (<see cref="AccessInterceptor"/>); an HTTP endpoint says what it needs with
/// <see cref="AccessSetup.Needs"/>. Those with <c>AllowAnonymous</c> (probes, the viewer's own files) are open to all.
/// </summary>
internal sealed partial class AccessGate(RequestDelegate next, Callers callers, ILogger<AccessGate> logger)
{
    /// <summary>A browser can set no headers of a WebSocket, but it can name sub-protocols: this is one, with the credential in base64url behind it.</summary>
    private const string WebSocketCredential = "videoseg.bearer.";

    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var (caller, problem) = await callers.IdentifyAsync(CredentialOf(context), context.Connection.ClientCertificate);
        context.Features.Set(caller);
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            if (caller is null)
            {
                Log.NotKnown(logger, context.Request.Path, problem);
                await Refusal.WriteAsync(context, StatusTable.NotKnown(problem), StatusCodes.Status401Unauthorized);
                return;
            }

            if (endpoint.Metadata.GetMetadata<Need>() is { } need && !caller.May(need))
            {
                var denied = new AccessDeniedException(caller, need);
                Log.Denied(logger, context.Request.Path, denied.Message);
                await Refusal.WriteAsync(context, StatusTable.Denied(denied), StatusCodes.Status403Forbidden);
                return;
            }
        }

        await next(context);
    }

    private static string? CredentialOf(HttpContext context)
    {
        if (context.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        string? protocol = context.WebSockets.IsWebSocketRequest
            ? context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => p.StartsWith(WebSocketCredential, StringComparison.Ordinal))
            : null;
        return protocol is not null && Base64Url.IsValid(protocol.AsSpan(WebSocketCredential.Length))
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(protocol.AsSpan(WebSocketCredential.Length)))
            : null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: a caller who is not known was refused: {Problem}")]
        public static partial void NotKnown(ILogger logger, PathString path, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: {Problem}")]
        public static partial void Denied(ILogger logger, PathString path, string problem);
    }
}
