using System.Globalization;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Telemetry;

/// <summary>
/// Compares a server with all telemetry (spans, metrics and logs to a collector, a scrape every second) and one with none. Each round streams
/// the clip through both in alternating order, so that a change of the machine's speed affects both alike.
/// </summary>
internal sealed class TelemetryBenchmark(BenchClip clip, string model, double traceShare)
{
    private static readonly StreamConfig Config = new() { MaskEncoding = MaskEncoding.Rle };

    public Samples On { get; } = new();

    public Samples Off { get; } = new();

    /// <summary>The time with telemetry divided by the time without; one value per round.</summary>
    public Samples Ratio { get; } = new();

    public long ExportedBytes { get; private set; }

    public async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        await using var collector = new CollectorSink();
        await using var on = await StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
                ["Telemetry__TraceShare"] = traceShare.ToString(CultureInfo.InvariantCulture),
            },
            cancellationToken);
        await using var off = await StartAsync(new() { ["Telemetry__Prometheus"] = "false" }, cancellationToken);
        using var onClient = new VideoSegClient(on.Address);
        using var offClient = new VideoSegClient(off.Address);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scraping = ScrapeAsync(on.Address, ended.Token);

        await MeasureAsync(onClient, cancellationToken);
        await MeasureAsync(offClient, cancellationToken);
        for (int round = 0; round < rounds; round++)
        {
            bool onFirst = round % 2 == 0;
            double first = await MeasureAsync(onFirst ? onClient : offClient, cancellationToken);
            double second = await MeasureAsync(onFirst ? offClient : onClient, cancellationToken);
            var (with, without) = onFirst ? (first, second) : (second, first);
            On.Add(with);
            Off.Add(without);
            Ratio.Add(with / without);
        }

        await ended.CancelAsync();
        await scraping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ExportedBytes = collector.Bytes;
    }

    private Task<EmbeddedServer> StartAsync(Dictionary<string, string> settings, CancellationToken cancellationToken) =>
        ConfiguredServer.StartAsync(settings, cancellationToken, "--models", Path.GetDirectoryName(Path.GetFullPath(model))!, "--model", Path.GetFileName(model));

    private async Task<double> MeasureAsync(VideoSegClient client, CancellationToken cancellationToken) =>
        (await SaturatedStream.RunAsync(client, clip, Config, cancellationToken)).Milliseconds;

    private static async Task ScrapeAsync(Uri server, CancellationToken cancellationToken)
    {
        using var metrics = new ServerMetrics(server);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await metrics.ScrapeAsync(cancellationToken);
        }
    }
}
