using Microsoft.AspNetCore.Authorization;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Access.Sessions;
using VideoSeg.Server.Errors;
using VideoSeg.Vision;

namespace VideoSeg.Server.Access;

/// <summary>
/// Authenticates each request before its body is read, and refuses unknown callers. The permission that a gRPC message requires is checked later, when
/// the message is there; that of an HTTP endpoint (<see cref="AccessSetup.Requires"/>) is checked here. Endpoints with <c>AllowAnonymous</c> are open.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, Callers callers, ClientCertificates certificates, CallerSessions sessions, RefusalLog refusals)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var identity = await IdentifyAsync(context);
        var caller = identity.Caller;
        context.Features.Set(caller);
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            if (caller is null)
            {
                await RefuseAsync(context, new UnauthenticatedException(identity.Problem));
                return;
            }

            if (endpoint.Metadata.GetMetadata<Requirement>() is { } requirement && caller.DenialOf(requirement) is { } denied)
            {
                await RefuseAsync(context, denied);
                return;
            }
        }

        if (caller is null || caller == Caller.Anonymous)
        {
            await next(context);
            return;
        }

        var session = sessions.Begin(context, identity, () => IdentifyAsync(context));
        try
        {
            await next(context);
        }
        finally
        {
            sessions.End(session);
        }
    }

    private ValueTask<CallerIdentity> IdentifyAsync(HttpContext context) => callers.IdentifyAsync(BearerCredential.Of(context), certificates.Of(context));

    private Task RefuseAsync(HttpContext context, VideoSegException exception)
    {
        refusals.Write(context.Request.Path, ErrorTable.Find(exception)!.Reason, exception.Message);
        return ErrorResponse.WriteAsync(context, exception);
    }
}
