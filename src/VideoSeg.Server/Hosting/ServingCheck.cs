using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VideoSeg.Server.Hosting;

/// <summary>Ready from the start (models are loaded before the ports open) until the server is asked to stop.</summary>
internal sealed class ServingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("the server is stopping")
            : HealthCheckResult.Healthy());
}
