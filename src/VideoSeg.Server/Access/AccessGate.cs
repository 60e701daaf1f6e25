using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Access;

/// <summary>
/// Stands in front of each endpoint: finds out who calls, and lets nobody in who is not known, before a byte of the body is read. What gRPC's
/// callers may do is told from their messages (<see cref="AccessInterceptor"/>); an HTTP endpoint says what it needs with
/// <see cref="AccessSetup.Needs"/>. Endpoints with <c>AllowAnonymous</c> (probes) are open to all.
/// </summary>
internal sealed partial class AccessGate(RequestDelegate next, Callers callers, ILogger<AccessGate> logger)
{
    private const string Bearer = "Bearer ";

    /// <summary>A browser can set no header of a WebSocket but the names of sub-protocols: this, and the credential in base64url.</summary>
    private const string SocketBearer = "videoseg.bearer.";

    public async Task InvokeAsync(HttpContext context)
    {
        var (caller, problem) = await callers.IdentifyAsync(CredentialOf(context), context.Connection.ClientCertificate);
        context.Features.Set(caller);
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            if (caller is null)
            {
                Log.NotKnown(logger, context.Request.Path, problem);
                await ErrorResponse.WriteAsync(context, new UnauthenticatedException(problem));
                return;
            }

            if (endpoint.Metadata.GetMetadata<Need>() is { } need && caller.DenialOf(need) is { } denied)
            {
                Log.Denied(logger, context.Request.Path, denied.Message);
                await ErrorResponse.WriteAsync(context, denied);
                return;
            }
        }

        await next(context);
    }

    private static string? CredentialOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => p.StartsWith(SocketBearer, StringComparison.Ordinal)) is { } protocol
                ? CredentialOf(protocol.AsSpan(SocketBearer.Length))
                : null;

    /// <summary>What cannot be read is no caller's.</summary>
    private static string CredentialOf(ReadOnlySpan<char> base64Url) =>
        Base64Url.IsValid(base64Url) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64Url)) : "";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: a caller who is not known was refused: {Problem}")]
        public static partial void NotKnown(ILogger logger, PathString path, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: {Problem}")]
        public static partial void Denied(ILogger logger, PathString path, string problem);
    }
}
