using Microsoft.AspNetCore.Authorization;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Access;

/// <summary>
/// Authenticates each request before its body is read, and refuses unknown callers. The permission that a gRPC message requires is checked later, when
/// the message is there; that of an HTTP endpoint (<see cref="AccessSetup.Requires"/>) is checked here. Endpoints with <c>AllowAnonymous</c> are open.
/// </summary>
internal sealed partial class AccessGate(RequestDelegate next, Callers callers, ILogger<AccessGate> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var (caller, problem) = await callers.IdentifyAsync(BearerCredential.Of(context), context.Connection.ClientCertificate);
        context.Features.Set(caller);
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            if (caller is null)
            {
                Log.Unauthenticated(logger, context.Request.Path, problem);
                await ErrorResponse.WriteAsync(context, new UnauthenticatedException(problem));
                return;
            }

            if (endpoint.Metadata.GetMetadata<Requirement>() is { } requirement && caller.DenialOf(requirement) is { } denied)
            {
                Log.Denied(logger, context.Request.Path, denied.Message);
                await ErrorResponse.WriteAsync(context, denied);
                return;
            }
        }

        await next(context);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: unauthenticated: {Problem}")]
        public static partial void Unauthenticated(ILogger logger, PathString path, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: denied: {Problem}")]
        public static partial void Denied(ILogger logger, PathString path, string problem);
    }
}
