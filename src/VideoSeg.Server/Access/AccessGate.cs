using Microsoft.AspNetCore.Authorization;
using VideoSeg.Server.Grpc;

namespace VideoSeg.Server.Access;

/// <summary>
/// Stands in front of each endpoint: finds out who calls, and lets nobody in who is not known, before a byte of the body is read. What
/// callers may do is told from their messages (<see cref="AccessInterceptor"/>). Endpoints with <c>AllowAnonymous</c> (probes) are open to all.
/// </summary>
internal sealed partial class AccessGate(RequestDelegate next, Callers callers, ILogger<AccessGate> logger)
{
    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var (caller, problem) = await callers.IdentifyAsync(CredentialOf(context), context.Connection.ClientCertificate);
        context.Features.Set(caller);
        if (caller is null && context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            Log.NotKnown(logger, context.Request.Path, problem);
            await Refusal.WriteAsync(context, StatusTable.NotKnown(problem), StatusCodes.Status401Unauthorized);
            return;
        }

        await next(context);
    }

    private static string? CredentialOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: a caller who is not known was refused: {Problem}")]
        public static partial void NotKnown(ILogger logger, PathString path, string problem);
    }
}
