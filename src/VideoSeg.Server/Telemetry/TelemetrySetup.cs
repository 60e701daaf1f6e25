using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VideoSeg.Events;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Sources;
using VideoSeg.Sources.Pulling;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.Telemetry;

/// <summary>The export of spans, metrics and logs.</summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<FrameTraces>();
        services.AddHostedService<UnobservedExceptions>();
        OtlpSignal traces = new(configuration, "TRACES"), metrics = new(configuration, "METRICS"), logs = new(configuration, "LOGS");
        bool isScraped = !bool.TryParse(configuration["Telemetry:Prometheus"], out bool prometheus) || prometheus;
        if (!isScraped && !traces.IsExported && !metrics.IsExported && !logs.IsExported)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("videoseg", serviceVersion: Version))
            .WithMetrics(meters =>
            {
                meters.AddMeter(Instruments.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
                if (isScraped)
                {
                    meters.AddPrometheusExporter();
                }

                if (metrics.IsExported)
                {
                    meters.AddOtlpExporter(metrics.Configure);
                }
            });
        if (traces.IsExported)
        {
            telemetry.WithTracing(spans =>
            {
                spans.AddSource(Instruments.Name).AddOtlpExporter(traces.Configure);
                if (!FrameTraces.IsSamplerConfigured(configuration))
                {
                    // FrameTraces has chosen the frames already; with a parent that is not sampled the client has declined.
                    spans.SetSampler(new ParentBasedSampler(new AlwaysOnSampler()));
                }
            });
        }

        if (logs.IsExported)
        {
            telemetry.WithLogging(records => records.AddOtlpExporter(logs.Configure));
        }
    }

    public static void MapMetrics(this WebApplication app)
    {
        // The provider listens before the instruments are used, so that counters are exported at 0 and a rate sees the first increment.
        app.Services.GetService<MeterProvider>();
        var streams = app.Services.GetRequiredService<StreamRegistry>();
        var hub = app.Services.GetRequiredService<ResultHub>();
        Instruments.Observe("videoseg.streams", "{stream}", "Open streams.", () => hub.OpenStreams);
        Instruments.Observe("videoseg.stream.memory", "By", "Memory of the keyframe caches of all streams.", () => streams.MemoryBytes);
        Instruments.Observe("videoseg.decode.memory", "By", "Memory that decoded pictures of all streams, sources and jobs take.", () => streams.Decoding.Used);
        if (app.Services.GetService<SourceRegistry>() is { } sources)
        {
            Instruments.Observe("videoseg.sources", "{source}", "Sources that the server pulls from.", "state", () => StatesOf(sources));
        }

        if (app.Services.GetService<EventService>() is { } events)
        {
            Instruments.Observe("videoseg.events.waiting", "{event}", "Events that wait for a sink.", "target", events.Waiting);
        }

        Instruments.Observe("videoseg.subscribers", "{subscriber}", "Connected subscribers.", () => hub.Subscribers);
        if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Prometheus)
        {
            app.MapPrometheusScrapingEndpoint("/metrics").Requires(Permission.Metrics);
        }
    }

    private static IEnumerable<(string State, long Count)> StatesOf(SourceRegistry sources)
    {
        var states = sources.List().CountBy(s => s.State).ToDictionary();
        return Enum.GetValues<SourceState>().Select(state => (state.ToString().ToLowerInvariant(), (long)states.GetValueOrDefault(state)));
    }

    private static string Version => typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
