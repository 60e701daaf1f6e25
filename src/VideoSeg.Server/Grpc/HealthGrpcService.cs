using Grpc.Core;
using Grpc.Health.V1;
using VideoSeg.Server.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace VideoSeg.Server.Grpc;

/// <summary>
/// grpc.health.v1: the whole server is the service "", and each model one of its name. Models come and go and fail while the server runs, so it is
/// asked at each call.
/// </summary>
internal sealed class HealthGrpcService(Serving serving, TimeProvider time) : Health.HealthBase
{
    /// <summary>How often it is looked at for those who watch.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        StatusOf(request.Service) is var status and not ServingStatus.ServiceUnknown
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, "neither the server (\"\") nor a model has this name"));

    /// <summary>Tells each change. A server that stops says so, and ends the call.</summary>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        var told = ServingStatus.Unknown;
        using var timer = new PeriodicTimer(LookInterval, time);
        await using var stopping = serving.Stopping.Register(timer.Dispose);
        for (bool last = false; !last;)
        {
            last = serving.Stopping.IsCancellationRequested;
            var status = StatusOf(request.Service);
            if (status != told)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                told = status;
            }

            if (!last)
            {
                await timer.WaitForNextTickAsync(context.CancellationToken);
            }
        }
    }

    private ServingStatus StatusOf(string service) =>
        !serving.TryTell(service, out bool serves) ? ServingStatus.ServiceUnknown : serves ? ServingStatus.Serving : ServingStatus.NotServing;
}
