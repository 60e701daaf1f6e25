using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VideoSeg.Server.Access;
using VideoSeg.Sources;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.Telemetry;

/// <summary>Where spans, metrics and logs go.</summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FrameTraces>();
        builder.Services.AddHostedService<UnobservedExceptions>();
        bool hasCollector = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        bool isScraped = !bool.TryParse(builder.Configuration["Telemetry:Prometheus"], out bool prometheus) || prometheus;
        if (!hasCollector && !isScraped)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("videoseg", serviceVersion: Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Instruments.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
                if (isScraped)
                {
                    metrics.AddPrometheusExporter();
                }

                if (hasCollector)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (hasCollector)
        {
            // Which frames are traced was chosen before; a parent that is not sampled is the client's no.
            telemetry.WithTracing(traces => traces.AddSource(Instruments.Name).SetSampler(new ParentBasedSampler(new AlwaysOnSampler())).AddOtlpExporter());
            telemetry.WithLogging(logs => logs.AddOtlpExporter());
        }
    }

    public static void MapMetrics(this WebApplication app)
    {
        // Listens before anything is made: counters that begin at 0 are there before what they count, and a rate sees the first of it.
        app.Services.GetService<MeterProvider>();
        var streams = app.Services.GetRequiredService<StreamRegistry>();
        var hub = app.Services.GetRequiredService<ResultHub>();
        Instruments.Observe("videoseg.streams", "{stream}", "Streams that are open.", () => hub.OpenStreams);
        Instruments.Observe("videoseg.stream.memory", "By", "What all streams remember of their keyframes.", () => streams.MemoryBytes);
        var sources = app.Services.GetRequiredService<SourceRegistry>();
        Instruments.Observe("videoseg.sources", "{source}", "Sources that the server fetches from.", "state", () => StatesOf(sources));
        Instruments.Observe("videoseg.subscribers", "{subscriber}", "Subscribers that are connected.", () => hub.Subscribers);
        if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Prometheus)
        {
            app.MapPrometheusScrapingEndpoint("/metrics").Needs(Verb.Metrics);
        }
    }

    private static IEnumerable<(string State, long Count)> StatesOf(SourceRegistry sources)
    {
        var states = sources.List().CountBy(s => s.State).ToDictionary();
        return Enum.GetValues<SourceState>().Select(state => (state.ToString().ToLowerInvariant(), (long)states.GetValueOrDefault(state)));
    }

    private static string Version => typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
