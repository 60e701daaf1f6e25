using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VideoSeg.Server.Health;

/// <summary>The health of the whole server for HTTP probes.</summary>
internal sealed class ServingCheck(Serving serving) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            serving.Problem() is { } problem ? HealthCheckResult.Unhealthy(problem)
            : serving.Warning() is { } warning ? HealthCheckResult.Degraded(warning)
            : HealthCheckResult.Healthy());
}
