using OpenTelemetry.Exporter;

namespace VideoSeg.Server.Telemetry;

/// <summary>Where one signal goes, by the standard environment variables: those of the signal itself win over those for all signals.</summary>
/// <param name="configuration">The environment.</param>
/// <param name="name">TRACES, METRICS or LOGS.</param>
internal sealed class OtlpSignal(IConfiguration configuration, string name)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>Whether a collector is named, and the signal is not switched off (OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER=none).</summary>
    public bool IsExported =>
        !string.IsNullOrEmpty(Own("ENDPOINT") ?? configuration[Prefix + "ENDPOINT"])
        && configuration[$"OTEL_{name}_EXPORTER"] != "none"
        && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Applies the variables of the signal. The exporter itself reads those for all signals.</summary>
    public void Configure(OtlpExporterOptions options)
    {
        options.Protocol = Own("PROTOCOL") switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => options.Protocol,
        };
        if (Own("ENDPOINT") is { Length: > 0 } endpoint)
        {
            // As the standard says, the path of a signal's own address is complete.
            options.Endpoint = new Uri(endpoint);
        }

        options.Headers = Own("HEADERS") ?? options.Headers;
        options.TimeoutMilliseconds = int.TryParse(Own("TIMEOUT"), out int timeout) ? timeout : options.TimeoutMilliseconds;
    }

    private string? Own(string setting) => configuration[$"{Prefix}{name}_{setting}"];
}
