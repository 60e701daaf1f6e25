using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Server.Telemetry;

/// <summary>
/// What the server tells of itself. Spans, metrics and logs go to the OpenTelemetry collector that the environment names
/// (OTEL_EXPORTER_OTLP_ENDPOINT, and the other variables of that standard); without one nothing is sent.
/// </summary>
public sealed record TelemetryOptions
{
    /// <summary>Whether metrics can be read at /metrics, in Prometheus' form. Callers need the right "metrics" where callers are known. Default: yes.</summary>
    public bool Prometheus { get; init; } = true;

    /// <summary>
    /// The share of frames whose way is traced, 0 to 1, evenly spread. A frame that names a trace of its own (trace_parent) is traced as that says. Default: 0.01.
    /// </summary>
    [Range(0, 1)]
    public double TraceShare { get; init; } = 0.01;
}
