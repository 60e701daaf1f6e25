using Grpc.Core;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Grpc.Calls;

/// <summary>Gives services the caller of a gRPC call.</summary>
internal static class CallContext
{
    public static Caller Caller(this ServerCallContext context) => context.GetHttpContext().Caller();
}
