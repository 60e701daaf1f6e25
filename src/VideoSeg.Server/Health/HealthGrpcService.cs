using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthService = Grpc.Health.V1.Health;

namespace VideoSeg.Server.Health;

/// <summary>
/// grpc.health.v1: the service "" is the whole server, the gRPC services that it offers are as healthy as it is, and each model is a service of its
/// name. Models come, go and fail while the server runs, so every call looks anew.
/// </summary>
internal sealed class HealthGrpcService(Serving serving, HealthWatches watches, EndpointDataSource endpoints, TimeProvider time) : HealthService.HealthBase
{
    /// <summary>How often the status is checked for watchers.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>The services of this server, such as videoseg.v1.ResultService.</summary>
    private readonly Lazy<HashSet<string>> _offered = new(() =>
        [.. endpoints.Endpoints.Select(e => e.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName).OfType<string>()]);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        StatusOf(request.Service) is var status and not ServingStatus.ServiceUnknown
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, "unknown service; allowed are \"\" (the whole server), the names of its gRPC services and of its models"));

    /// <summary>Sends each change. A server that stops sends NOT_SERVING and ends the call.</summary>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        using var place = watches.Take(context.GetHttpContext().Connection.RemoteIpAddress);
        var sent = ServingStatus.Unknown;
        using var timer = new PeriodicTimer(CheckInterval, time);
        await using var stopping = serving.Stopping.Register(timer.Dispose);
        for (bool last = false; !last;)
        {
            last = serving.Stopping.IsCancellationRequested;
            var status = StatusOf(request.Service);
            if (status != sent)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                sent = status;
            }

            if (!last)
            {
                await timer.WaitForNextTickAsync(context.CancellationToken);
            }
        }
    }

    private ServingStatus StatusOf(string service) =>
        !serving.TryGet(_offered.Value.Contains(service) ? "" : service, out bool serves) ? ServingStatus.ServiceUnknown : serves ? ServingStatus.Serving : ServingStatus.NotServing;
}
