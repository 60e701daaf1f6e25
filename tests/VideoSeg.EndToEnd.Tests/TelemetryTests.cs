using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Metrics, traces and logs of a server.</summary>
public sealed partial class TelemetryTests
{
    private static readonly string[] SignalPaths = ["/v1/traces", "/v1/metrics", "/v1/logs"];

    private const int FrameAndItsStages = 5;

    private static readonly string[] WordsOfSpans = ["frame", "wait", "decode", "network", "compose", "videoseg.stream_id", "traced", "deployment.environment"];

    private static readonly string[] WordsOfLogs = ["StreamId", "traced", "FrameNumber", "PICTURE_FORMAT_UNKNOWN"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_count_the_outcome_of_frames()
    {
        await using var server = await ServerProcess.StartAsync([], ServerProcess.Small);
        await StreamAsync(server);

        string metrics = await MetricsOf(server);

        Assert.Equal(5, Value(metrics, "videoseg_frames_received_total"));
        Assert.Equal(1, Value(metrics, "videoseg_frames_done_total", "outcome=\"failed\"", "reason=\"PICTURE_FORMAT_UNKNOWN\""));
        Assert.Equal(4, Value(metrics, "videoseg_frames_done_total", "outcome=\"keyframe\"", "reason=\"every_frame\"") + Value(metrics, "videoseg_frames_done_total", "outcome=\"keyframe\"", "reason=\"first_frame\""));
        Assert.Equal(4, Value(metrics, "videoseg_step_duration_seconds_count", "kind=\"keyframe\""));
        Assert.Equal(5, Value(metrics, "videoseg_frame_stage_duration_seconds_count", "stage=\"wait\""));
        Assert.Equal(4, Value(metrics, "videoseg_frame_stage_duration_seconds_count", "stage=\"compose\""));
        Assert.Equal(5, Value(metrics, "videoseg_subscriber_lag_seconds_count"));
        Assert.True(Value(metrics, "dotnet_process_memory_working_set_bytes") > 0);
    }

    /// <summary>A wrong metric name would leave a panel empty, an alert silent or a benchmark at 0.</summary>
    [Fact]
    public async Task Each_metric_of_the_dashboard_the_alerts_and_the_soak_exists()
    {
        await using var webhook = await WebhookReceiver.StartAsync();
        using var folder = new TemporaryFolder();
        await using var server = await WatchingAsync(folder, webhook);
        await StreamAsync(server);
        string metrics = await MetricsOf(server);
        string used = string.Concat(
            await File.ReadAllTextAsync(Repository.Path("bench", "VideoSeg.Bench", "Soak", "SoakCommand.cs"), Cancelled),
            await File.ReadAllTextAsync(Repository.Path("deploy", "grafana", "videoseg.json"), Cancelled),
            await File.ReadAllTextAsync(Repository.Path("deploy", "prometheus", "alerts.yml"), Cancelled),
            await File.ReadAllTextAsync(Repository.Path("deploy", "kubernetes", "prometheus-adapter.yaml"), Cancelled));

        var names = MetricName().Matches(used).Select(m => m.Value).Distinct().ToList();

        Assert.True(names.Count > 12);
        Assert.All(names, name => Assert.Matches($@"(?m)^{Regex.Escape(name)}[ {{]", metrics));
    }

    /// <summary>A rate ignores the first value of a counter, so counters must start at 0.</summary>
    [Fact]
    public async Task Counters_of_errors_and_lost_events_start_at_0()
    {
        await using var webhook = await WebhookReceiver.StartAsync();
        using var folder = new TemporaryFolder();
        await using var server = await WatchingAsync(folder, webhook);

        string metrics = await MetricsOf(server);

        Assert.Matches("(?m)^videoseg_exceptions_unobserved_total[ {].* 0( |$)", metrics);
        Assert.Matches("(?m)^videoseg_events_delivered_total{.*sink=\"webhook\".*} 0( |$)", metrics);
        Assert.Matches("(?m)^videoseg_events_lost_total{.*sink=\"webhook\".*} 0( |$)", metrics);
    }

    [Fact]
    public async Task Each_query_of_the_dashboard_returns_values_from_a_real_scrape()
    {
        Assert.SkipUnless(await Prometheus.IsInstalledAsync(), "prometheus is not installed");
        await using var webhook = await WebhookReceiver.StartAsync();
        using var folder = new TemporaryFolder();
        await using var server = await WatchingAsync(folder, webhook);
        await using var prometheus = await Prometheus.StartAsync(server.Http);
        await StreamAsync(server);
        await prometheus.ScrapedAsync(3, Cancelled);
        await StreamAsync(server);
        await prometheus.ScrapedAsync(3, Cancelled);

        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Path("deploy", "grafana", "videoseg.json"), Cancelled));
        var queries =
            from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
            where panel.TryGetProperty("targets", out _)
            from target in panel.GetProperty("targets").EnumerateArray()
            select (Panel: panel.GetProperty("title").GetString()!, Query: target.GetProperty("expr").GetString()!);

        foreach (var (panel, query) in queries)
        {
            string asked = query.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal);
            Assert.True(await prometheus.FindsAsync(asked, Cancelled), $"'{panel}' finds nothing: {asked}");
        }
    }

    [Fact]
    public async Task Frames_are_traced_as_children_of_the_clients_span_and_logged_with_their_number()
    {
        await using var collector = await TestCollector.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=test",
            ["Logging__LogLevel__VideoSeg"] = "Debug",

            // Of the frames 0 to 3, only frame 0.
            ["Telemetry__TraceShare"] = "0.1",
        };
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        var (ofCall, ofFrame, unwanted) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.Grpc);
        using (var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(
            new Grpc.Core.Metadata { { "traceparent", ParentIn(ofCall, "01") } }, cancellationToken: Cancelled))
        {
            await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig { StreamId = "traced" } }, Cancelled);
            string[] parents = ["", ParentIn(ofFrame, "01"), "", ParentIn(unwanted, "00")];
            foreach (var (i, parent) in parents.Index())
            {
                var picture = i == 2 ? ByteString.CopyFromUtf8("no picture") : ByteString.CopyFrom(Clip.Jpegs[0]);
                await call.RequestStream.WriteAsync(
                    new StreamSegmentRequest { Frame = new Frame { FrameNumber = (ulong)i, Encoded = picture, TraceParent = parent } }, Cancelled);
            }

            await call.RequestStream.CompleteAsync();
            while (await call.ResponseStream.MoveNext(Cancelled))
            {
            }
        }

        using (var untold = server.NewClient())
        {
            var config = new StreamConfig { StreamId = "untold" };
            Assert.Equal(3, await untold.SegmentAsync(Clip.Frames(3).ToAsyncEnumerable(), config, Cancelled).CountAsync(Cancelled));
        }

        // A server that stops flushes its telemetry.
        server.Terminate();
        await server.EndAsync();

        string spans = collector.TextOf("/v1/traces");
        Assert.All(WordsOfSpans, word => Assert.Contains(word, spans, StringComparison.Ordinal));
        Assert.Equal(
            (FrameAndItsStages, FrameAndItsStages, 0),
            (collector.Count("/v1/traces", Bytes(ofCall)), collector.Count("/v1/traces", Bytes(ofFrame)), collector.Count("/v1/traces", Bytes(unwanted))));
        Assert.Equal(1, collector.Count("/v1/traces", "untold"u8.ToArray()));
        Assert.NotEmpty(collector.TextOf("/v1/metrics"));
        string logs = collector.TextOf("/v1/logs");
        Assert.All(WordsOfLogs, word => Assert.Contains(word, logs, StringComparison.Ordinal));

        static string ParentIn(ActivityTraceId trace, string flags) => $"00-{trace}-{ActivitySpanId.CreateRandom()}-{flags}";
        static byte[] Bytes(ActivityTraceId trace) => Convert.FromHexString(trace.ToHexString());
    }

    [Fact]
    public async Task Refused_calls_and_ended_streams_are_counted_by_their_reason()
    {
        string key = VideoSeg.Server.Access.Credentials.ApiKey.New();
        var settings = new Dictionary<string, string?>
        {
            ["Access__Callers__operator__KeyHashes__0"] = VideoSeg.Server.Access.Credentials.ApiKey.HashOf(key),
            ["Access__Callers__operator__Rights__0"] = "metrics",
            ["Access__Callers__operator__Rights__1"] = "publish cam.>",
        };
        await using var server = await ServerProcess.StartAsync(settings, [.. ServerProcess.Small, "--max-streams", "1"]);
        using var stranger = server.NewClient();
        using var client = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Credential = key });
        await Assert.ThrowsAsync<VideoSegServerException>(() => stranger.ListModelsAsync(Cancelled));
        await Assert.ThrowsAsync<VideoSegServerException>(() => client.OpenStreamAsync(new StreamConfig { StreamId = "door" }, Cancelled));
        var first = await client.OpenStreamAsync(new StreamConfig { StreamId = "cam.a" }, Cancelled);
        await Assert.ThrowsAsync<VideoSegServerException>(() => client.OpenStreamAsync(new StreamConfig { StreamId = "cam.b" }, Cancelled));

        // The caller takes over its own stream, and then completes the new one.
        await client.SegmentAsync(new[] { SmallServer.Frame() }.ToAsyncEnumerable(), new StreamConfig { StreamId = "cam.a" }, Cancelled).CountAsync(Cancelled);
        await Assert.ThrowsAsync<VideoSegServerException>(async () => await first.ReadResultsAsync(Cancelled).AnyAsync(Cancelled));

        string metrics = "";
        while (Value(metrics, "videoseg_streams_ended_total", "reason=\"completed\"") < 1)
        {
            metrics = await MetricsOf(server, key);
        }

        Assert.Equal(1, Value(metrics, "videoseg_streams_ended_total", "reason=\"taken_over\""));
        Assert.Equal(1, Calls("ModelService/ListModels", "UNAUTHENTICATED", "CALLER_NOT_KNOWN"));
        Assert.Equal(1, Calls("SegmentationService/StreamSegment", "PERMISSION_DENIED", "RIGHT_MISSING"));
        Assert.Equal(1, Calls("SegmentationService/StreamSegment", "RESOURCE_EXHAUSTED", "TOO_MANY_STREAMS"));
        Assert.Equal(1, Calls("SegmentationService/StreamSegment", "ABORTED", "STREAM_TAKEN_OVER"));

        double Calls(string method, string status, string reason) => Value(
            metrics, "rpc_server_call_duration_seconds_count", $"rpc_method=\"videoseg.v1.{method}\"", $"rpc_response_status_code=\"{status}\"", $"error_type=\"{reason}\"");
    }

    [Theory]
    [InlineData("TRACES", "/v1/traces", null, 3)]
    [InlineData("TRACES", "/v1/traces", "always_off", 0)]
    [InlineData("METRICS", "/v1/metrics", null, null)]
    [InlineData("LOGS", "/v1/logs", null, null)]
    public async Task A_signal_may_have_a_collector_of_its_own(string signal, string path, string? sampler, int? frames)
    {
        await using var collector = await TestCollector.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            [$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] = new Uri(collector.Address, path).ToString(),
            [$"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL"] = "http/protobuf",
            ["Telemetry__TraceShare"] = "1",
        };
        if (sampler is not null)
        {
            settings["OTEL_TRACES_SAMPLER"] = sampler;
        }

        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var client = server.NewClient();
        await client.SegmentAsync(Clip.Frames(3).ToAsyncEnumerable(), new StreamConfig { StreamId = "signalled" }, Cancelled).CountAsync(Cancelled);
        server.Terminate();
        await server.EndAsync();

        Assert.All(SignalPaths.Where(other => other != path), other => Assert.Empty(collector.TextOf(other)));
        if (frames is { } expected)
        {
            Assert.Equal(expected, collector.Count(path, "signalled"u8.ToArray()));
        }
        else
        {
            Assert.NotEmpty(collector.TextOf(path));
        }
    }

    [Fact]
    public async Task With_callers_metrics_need_a_permission()
    {
        string prometheus = VideoSeg.Server.Access.Credentials.ApiKey.New();
        string camera = VideoSeg.Server.Access.Credentials.ApiKey.New();
        var settings = new Dictionary<string, string?>
        {
            ["Access__Callers__prometheus__KeyHashes__0"] = VideoSeg.Server.Access.Credentials.ApiKey.HashOf(prometheus),
            ["Access__Callers__prometheus__Rights__0"] = "metrics",
            ["Access__Callers__camera__KeyHashes__0"] = VideoSeg.Server.Access.Credentials.ApiKey.HashOf(camera),
            ["Access__Callers__camera__Rights__0"] = "publish",
        };
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);

        foreach (var (key, status) in new[] { (prometheus, HttpStatusCode.OK), (camera, HttpStatusCode.Forbidden), (null, HttpStatusCode.Unauthorized) })
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
            using var response = await http.GetAsync(new Uri(server.Http, "/metrics"), Cancelled);
            Assert.Equal(status, response.StatusCode);
        }
    }

    /// <summary>Starts a server with events, a webhook and a source that does not respond.</summary>
    private static async Task<ServerProcess> WatchingAsync(TemporaryFolder folder, WebhookReceiver webhook)
    {
        await File.WriteAllTextAsync(
            folder.File("events.json"),
            $$"""
            {
              "rules": [{ "certain_after": 1, "zones": [{ "name": "all", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]] }] }],
              "sinks": [{ "webhook": "{{webhook.Address}}" }]
            }
            """,
            Cancelled);
        var settings = new Dictionary<string, string?> { ["Events__File"] = folder.File("events.json"), ["Sources__Hosts"] = "127.0.0.1" };
        var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var client = server.NewClient();
        var source = await client.Sources.CreateAsync(new CreateSourceRequest { Uri = $"http://127.0.0.1:{ClosedPort()}/" }, Cancelled);
        while (source.State != SourceState.Waiting)
        {
            source = await client.Sources.GetAsync(source.StreamId, Cancelled);
        }

        return server;
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Streams five frames with a thing to a server with a subscriber; the third frame is undecodable.</summary>
    private static async Task StreamAsync(ServerProcess server)
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.Grpc);
        using var follower = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = ">" });
        using var client = server.NewClient();
        VideoFrame[] frames = [SmallServer.Frame(), SmallServer.Frame(), VideoFrame.Encoded("no picture"u8.ToArray(), TimeSpan.Zero), SmallServer.Frame(), SmallServer.Frame()];
        Assert.Equal(5, await client.SegmentAsync(frames.ToAsyncEnumerable(), cancellationToken: Cancelled).CountAsync(Cancelled));
        await follower.UntilClosedAsync();
    }

    private static async Task<string> MetricsOf(ServerProcess server, string? key = null)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
        return await http.GetStringAsync(new Uri(server.Http, "/metrics"), Cancelled);
    }

    private static double Value(string metrics, string name, params string[] tags) => metrics.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && tags.All(t => line.Contains(t, StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\b(videoseg|dotnet|kestrel|http_server|rpc_server)_[a-z_]+\b(?=[{[""])")]
    private static partial Regex MetricName();
}
