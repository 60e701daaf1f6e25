using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Events of zones and lines on real streams, and their delivery to clients and sinks.</summary>
public sealed class EventTests : IDisposable
{
    private const string WholePicture = "[[0, 0], [1, 0], [1, 1], [0, 1]]";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_client_subscribers_a_webhook_and_a_broker_receive_the_same_events_of_a_real_clip()
    {
        await using var webhook = await WebhookReceiver.StartAsync();
        await using var broker = await Mosquitto.StartAsync(Cancelled);
        await using var server = await StartAsync(
            $$"""
            {
              "rules": [{ "streams": "cam.*", "certain_after": 1, "zones": [{ "name": "all/of it", "polygon": {{WholePicture}}, "count_over": 0 }] }],
              "sinks": [
                { "webhook": "{{webhook.Address}}events", "headers": { "Authorization": "Bearer hook" } },
                { "mqtt": "{{broker.Address}}", "topic": "site/{stream}/{place}/{event}" }
              ]
            }
            """,
            []);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var subscriber = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = ">", Filter = new ResultFilter { EventsOnly = true } });

        var results = await SegmentAsync(server, "cam.1", Clip.Frames(5));
        await SegmentAsync(server, "elsewhere", Clip.Frames(1));
        var messages = await subscriber.UntilAsync(r => r.StreamChange is { Kind: StreamChangeKind.Closed, State.StreamId: "elsewhere" });

        // Computed independently: a thing enters a zone that covers the frame when it is first detected.
        var seen = new HashSet<ulong>();
        var expected = results.Select(r => (Result: r, Entering: r.Segmentation!.Segments.Select(s => s.TrackId).OfType<ulong>().Where(seen.Add).ToList())).ToList();
        Assert.NotEmpty(seen);
        Assert.All(expected, e => Assert.Equal(e.Entering, e.Result.Events.Where(v => v.Kind == VideoEventKind.Entered).Select(v => v.TrackId!.Value)));

        var withEvents = results.Where(r => r.Events.Count > 0).ToList();
        var reported = messages.Where(t => t.Result is not null).Select(t => t.Result).ToList();
        Assert.Equal(withEvents.Select(r => r.Sequence), reported.Select(r => r.Sequence));
        Assert.Equal(withEvents.SelectMany(r => r.Events), reported.SelectMany(r => ResultMapping.ToResult(r).Events));
        Assert.All(reported, r => Assert.Empty(r.Segmentation.Segments));

        var opened = messages.First(t => t.StreamChange?.State.StreamId == "cam.1").StreamChange.State;
        Assert.Equal(("all/of it", 4, 0u), (opened.Zones[0].Name, opened.Zones[0].Polygon.Count, opened.Zones[0].CountOver));
        Assert.Empty(messages.First(t => t.StreamChange?.State.StreamId == "elsewhere").StreamChange.State.Zones);

        foreach (var (result, what) in withEvents.SelectMany(r => r.Events.Select(e => (r, e))))
        {
            var (text, authorization) = await webhook.ReceiveAsync(Cancelled);
            Assert.Equal("Bearer hook", authorization);
            string kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(what.Kind.ToString());
            var json = JsonElement.Parse(text);
            Assert.Equal(
                ("cam.1", result.FrameNumber, kind, (int)what.Count!),
                (json.GetProperty("stream_id").GetString(), json.GetProperty("frame_number").GetUInt64(), json.GetProperty("event").GetString(), json.GetProperty("count").GetInt32()));
            Assert.Equal(($"site/cam.1/all_of it/{kind}", text), await broker.ReceiveAsync(Cancelled));
        }

        // At the end of the stream all that is inside leaves, and then the zone is not over its count any more: sinks alone are told.
        int left = 1 + seen.Count - withEvents.Sum(r => r.Events.Count(e => e.Kind == VideoEventKind.Left));
        await MetricsTellAsync(
            server, $"videoseg_events_total{{.*event=\"entered\".*}} {seen.Count}\\b", $"videoseg_events_delivered_total{{.*sink=\"webhook\".*}} {withEvents.Sum(r => r.Events.Count) + left}\\b");
    }

    [Fact]
    public async Task A_thing_that_crosses_a_line_enters_a_zone_and_leaves_it_gives_events_in_the_right_frames()
    {
        await using var server = await StartAsync(
            """
            {
              "rules": [{
                "certain_after": 2,
                "zones": [{ "name": "gate", "polygon": [[0.8, 0], [1, 0], [1, 1], [0.8, 1]], "classes": ["blue"] }],
                "lines": [{ "name": "kerb", "from": [0.8, 0], "to": [0.8, 1] }]
              }]
            }
            """,
            ServerProcess.Small);

        // The blue thing is the area beside the red one: its foot point moves from 0.75 to 0.875 of the width and back.
        int[] red = [48, 48, 72, 72, 72, 48, 48];
        var results = await SegmentAsync(server, "blob", [.. red.Select(SmallServer.Frame)]);

        Assert.Equal(
            [
                (3ul, VideoEventKind.Entered, "gate"), (3ul, VideoEventKind.CrossedToLeft, "kerb"),
                (6ul, VideoEventKind.Left, "gate"), (6ul, VideoEventKind.CrossedToRight, "kerb"),
            ],
            results.SelectMany(r => r.Events.Select(e => (r.FrameNumber, e.Kind, e.Place))));
        var blob = Assert.Single(results[0].Segmentation!.Segments, s => s.IsThing);
        Assert.All(results.SelectMany(r => r.Events), e => Assert.Equal((blob.TrackId, blob.CategoryId), (e.TrackId, e.CategoryId)));
    }

    [Fact]
    public async Task A_sink_that_hangs_blocks_neither_a_stream_nor_the_other_sinks()
    {
        await using var hanging = await WebhookReceiver.StartAsync(hangs: true);
        await using var good = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync(
            $$"""
            {
              "rules": [{ "certain_after": 1, "zones": [{ "name": "all", "polygon": {{WholePicture}} }] }],
              "sinks": [{ "webhook": "{{hanging.Address}}" }, { "webhook": "{{good.Address}}" }]
            }
            """,
            ServerProcess.Small);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2, (await SegmentAsync(server, $"s{i}", [SmallServer.Frame(), SmallServer.Frame()])).Count);
            await HeardOfAsync(good, $"s{i}");
        }

        Assert.Contains("\"s0\"", (await hanging.ReceiveAsync(Cancelled)).Text, StringComparison.Ordinal);
        hanging.Answer();
        await HeardOfAsync(hanging, "s1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_knows_whether_the_server_is_there_and_how_many_are_in_a_zone_and_is_told_when_they_leave(bool isKilled)
    {
        await using var broker = await Mosquitto.StartAsync(Cancelled);
        await using var server = await StartAsync(
            $$"""
            {
              "rules": [{ "certain_after": 1, "zones": [{ "name": "all", "polygon": {{WholePicture}} }] }],
              "sinks": [{ "mqtt": "{{broker.Address}}" }]
            }
            """,
            ServerProcess.Small);
        Assert.Equal(("videoseg/availability", "online"), await broker.ReceiveStateAsync(Cancelled));

        await SegmentAsync(server, "a", [SmallServer.Frame()]);
        Assert.Equal("videoseg/a/entered", (await broker.ReceiveAsync(Cancelled)).Topic);
        Assert.Equal("videoseg/a/left", (await broker.ReceiveAsync(Cancelled)).Topic);
        Assert.Contains("\"count\":1", (await broker.ReceiveStateAsync(Cancelled)).Text, StringComparison.Ordinal);
        var (topic, state) = await broker.ReceiveStateAsync(Cancelled);
        Assert.Equal("videoseg/a/state/all", topic);
        Assert.Contains("\"count\":0", state, StringComparison.Ordinal);

        if (isKilled)
        {
            await server.KillAsync();
        }
        else
        {
            server.Terminate();
        }

        Assert.Equal(("videoseg/availability", "offline"), await broker.ReceiveStateAsync(Cancelled));
    }

    [Fact]
    public async Task Queued_events_are_sent_before_the_server_stops()
    {
        await using var webhook = await WebhookReceiver.StartAsync(hangs: true);
        await using var server = await StartAsync(
            $$"""
            {
              "rules": [{ "certain_after": 1, "zones": [{ "name": "all", "polygon": {{WholePicture}} }] }],
              "sinks": [{ "webhook": "{{webhook.Address}}" }]
            }
            """,
            ServerProcess.Small);
        await SegmentAsync(server, "a", [SmallServer.Frame()]);
        await SegmentAsync(server, "b", [SmallServer.Frame()]);
        await webhook.ReceiveAsync(Cancelled);

        server.Terminate();
        webhook.Answer();

        await HeardOfAsync(webhook, "b");
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task An_invalid_events_file_prevents_the_start_and_is_named()
    {
        string file = _folder.File("events.json");
        await File.WriteAllTextAsync(file, """{ "rules": [{ "lines": [{ "name": "a", "from": [0, 0], "to": [0, 2] }] }] }""", Cancelled);

        var (exitCode, output, error) = await ServerProcess.RunAsync([.. ServerProcess.Small, "--events", file]);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"{file}: rules[0].lines[0].to is [0, 2]; a point is", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_of_sinks_are_not_logged_at_any_level()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__LogLevel__Grpc"] = "Trace",
        };

        // Nothing listens on either port, so that delivery failures are logged too.
        await using var server = await StartAsync(
            $$"""
            {
              "rules": [{ "certain_after": 1, "zones": [{ "name": "all", "polygon": {{WholePicture}} }] }],
              "sinks": [
                { "webhook": "http://127.0.0.1:1/hidden-path?key=hidden-query", "headers": { "Authorization": "Bearer hidden-header" } },
                { "mqtt": "mqtt://hidden-user:hidden-password@127.0.0.1:1" }
              ]
            }
            """,
            ServerProcess.Small,
            settings);
        await SegmentAsync(server, "a", [SmallServer.Frame()]);

        server.Terminate();
        var (_, log) = await server.EndAsync();

        Assert.Contains("trce:", log, StringComparison.Ordinal);
        Assert.Contains("Events: webhook http://127.0.0.1:1 did not accept an event", log, StringComparison.Ordinal);
        Assert.Contains("Events: mqtt://127.0.0.1:1 did not accept an event", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", log, StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartAsync(string events, string[] arguments, Dictionary<string, string?>? settings = null)
    {
        string file = _folder.File("events.json");
        File.WriteAllText(file, events);
        string[] ports = ["--urls", "http://127.0.0.1:0", "--http-urls", "http://127.0.0.1:0"];
        return ServerProcess.StartAsync(settings ?? [], [.. arguments.Length > 0 ? arguments : ports, "--events", file]);
    }

    private static async Task<IReadOnlyList<FrameResult>> SegmentAsync(ServerProcess server, string streamId, IReadOnlyList<VideoFrame> frames)
    {
        using var client = server.NewClient();
        return await client.SegmentAsync(frames.ToAsyncEnumerable(), new StreamConfig { StreamId = streamId }, Cancelled).ToListAsync(Cancelled);
    }

    /// <summary>Skips repeated deliveries: on a slow machine the server may have stopped waiting for the answer and sent an event again.</summary>
    private static async Task HeardOfAsync(WebhookReceiver webhook, string streamId)
    {
        while (!(await webhook.ReceiveAsync(Cancelled)).Text.Contains($"\"{streamId}\"", StringComparison.Ordinal))
        {
        }
    }

    /// <summary>Waits for the counter of deliveries, which increases when the answer arrives, after the sink has the event.</summary>
    private static async Task MetricsTellAsync(ServerProcess server, params string[] patterns)
    {
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var tooLate = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        tooLate.CancelAfter(TimeSpan.FromMinutes(1));
        string metrics = "";
        try
        {
            do
            {
                metrics = await http.GetStringAsync(new Uri(server.Http, "/metrics"), tooLate.Token);
            }
            while (!patterns.All(p => Regex.IsMatch(metrics, p)) && await timer.WaitForNextTickAsync(tooLate.Token));
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            Assert.Fail(string.Join('\n', metrics.Split('\n').Where(line => line.StartsWith("videoseg_events", StringComparison.Ordinal))));
        }
    }
}
