using Grpc.Core;

namespace VideoSeg.Server.Access;

/// <summary>Where services find who calls them.</summary>
internal static class CallContext
{
    public static Caller Caller(this ServerCallContext context) => context.GetHttpContext().Caller();

    /// <summary><see cref="AccessGate"/> has put it there; an endpoint that is open to all may have nobody's call.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("nobody has told who calls");
}
