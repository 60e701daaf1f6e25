using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Server.Telemetry;

/// <summary>
/// Spans, metrics and logs. They go to the OpenTelemetry collector that the environment names (OTEL_EXPORTER_OTLP_ENDPOINT, or
/// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, …_METRICS_… and …_LOGS_…); without one nothing is sent.
/// </summary>
public sealed record TelemetryOptions
{
    /// <summary>Whether metrics can be read at /metrics in the Prometheus format. Authenticated callers need the permission "metrics". Default: true.</summary>
    public bool Prometheus { get; init; } = true;

    /// <summary>
    /// The share of frames that are traced, 0 to 1, evenly spread. A frame with a trace of its own (trace_parent) follows the sampling of that trace. OTEL_TRACES_SAMPLER, if set, decides instead. Default: 0.01.
    /// </summary>
    [Range(0, 1)]
    public double TraceShare { get; init; } = 0.01;
}
