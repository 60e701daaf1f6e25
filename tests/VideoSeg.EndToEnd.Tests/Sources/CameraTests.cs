using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Sources;

/// <summary>Pulling from real cameras, which may be unavailable.</summary>
public sealed class CameraTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_rtsp_camera_that_hangs_or_restarts_is_reconnected_and_its_stream_continues()
    {
        await using var camera = await RtspCamera.StartAsync();
        await using var server = await SourceServer.StartAsync(("Sources__SilenceTimeout", "00:00:02"));
        using var subscriber = await server.SubscribeAsync();
        var created = await server.CreateAsync(camera.Uri());
        Assert.Equal(("cam", camera.Shown), (created.StreamId, created.Uri));

        var seen = await ResultsAsync(subscriber, 5);
        camera.Freeze();
        var silent = await server.UntilAsync(s => s.State == SourceState.Waiting);
        Assert.Equal($"{camera.Shown} sent no frame for 2 s", silent.Problem);
        camera.Thaw();
        seen.AddRange(await UntilKeyframeAsync(subscriber));

        await camera.RestartAsync();
        seen.AddRange(await UntilKeyframeAsync(subscriber));

        var running = await server.UntilAsync(s => s.State == SourceState.Running);
        Assert.Equal("", running.Problem);
        Assert.True(running.Reconnects >= 2);
        Assert.Equal(Enumerable.Range(0, seen.Count), seen.Select(r => (int)r.FrameNumber));
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.First.PresentationTime.ToTimeSpan() < pair.Second.PresentationTime.ToTimeSpan()));
        Assert.DoesNotContain(seen, r => r.Error is not null);
    }

    [Fact]
    public async Task Events_are_detected_in_the_stream_of_an_rtsp_camera()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("events.json"),
            """{ "rules": [{ "zones": [{ "name": "yard", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]], "classes": ["pedestrian"] }] }] }""",
            Cancelled);
        await using var camera = await RtspCamera.StartAsync();
        await using var server = await ServerProcess.StartAsync(new Dictionary<string, string?> { ["Sources__Hosts"] = "127.0.0.1", ["Events__File"] = folder.File("events.json") }, "--urls", "http://127.0.0.1:0", "--http-urls", "");
        using var client = server.NewClient();
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var subscriber = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = "cam", Filter = new ResultFilter { EventsOnly = true } });

        await client.Sources.CreateAsync(new CreateSourceRequest { Uri = camera.Uri(), Config = new StreamConfig { StreamId = "cam" } }, Cancelled);

        var reported = (await subscriber.UntilAsync(r => r.Result is not null))[^1].Result;
        Assert.All(reported.Events, e => Assert.Equal(("yard", V1.VideoEventKind.Entered), (e.Place, e.Kind)));
        Assert.NotEmpty(reported.Events);
    }

    [Fact]
    public async Task The_error_of_a_camera_is_reported_as_the_problem_of_its_source()
    {
        await using var rtsp = await RtspCamera.StartAsync();
        await using var http = await HttpCamera.StartAsync();
        await using var server = await SourceServer.StartAsync();

        foreach (var (uri, problem) in new[]
        {
            (rtsp.Uri("wrong"), "the camera answers 401 Unauthorized"),
            (rtsp.Uri() + "2", "the camera answers 404 Not Found"),
            ($"rtsp://127.0.0.1:{http.Port}/video", "does not speak RTSP"),
            (http.Uri(password: "wrong"), "the camera answers 401 Unauthorized"),
            (http.Uri("page"), "the camera answers with text/html; an MJPEG camera answers with multipart/x-mixed-replace"),
            (http.Uri("moved"), "the camera answers 302 Found, which is not followed"),
        })
        {
            await server.CreateAsync(uri);
            Assert.Contains(problem, (await server.UntilAsync(s => s.State == SourceState.Waiting)).Problem, StringComparison.Ordinal);
            await server.Sources.DeleteAsync("cam", Cancelled);
        }

        Assert.Equal(0, http.Strayed);
    }

    [Fact]
    public async Task An_http_camera_that_stalls_or_ends_is_reconnected_and_its_stream_continues()
    {
        await using var camera = await HttpCamera.StartAsync();
        await using var server = await SourceServer.StartAsync(("Sources__SilenceTimeout", "00:00:01"));
        using var subscriber = await server.SubscribeAsync();
        await server.CreateAsync(camera.Uri());

        var first = await camera.ViewerAsync();
        first.TryWrite(Clip.Jpegs[0]);
        var seen = await ResultsAsync(subscriber, 1);

        // The camera sends nothing more, and the connection stays open.
        var second = await camera.ViewerAsync();
        second.TryWrite(Clip.Jpegs[1]);
        seen.AddRange(await ResultsAsync(subscriber, 1));
        second.TryWrite(null);
        (await camera.ViewerAsync()).TryWrite(Clip.Jpegs[2]);
        seen.AddRange(await ResultsAsync(subscriber, 1));

        Assert.Equal([0UL, 1, 2], seen.Select(r => r.FrameNumber));
        Assert.All(seen, r => Assert.True(r.Segmentation.Keyframe));
        await server.UntilAsync(s => s.Reconnects == 2);
    }

    [Fact]
    public async Task A_source_that_never_answers_blocks_neither_its_deletion_nor_the_shutdown()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var server = await SourceServer.StartAsync();
        var connections = new List<Socket>();
        string[] schemes = ["rtsp", "rtsps", "http", "https"];
        foreach (string scheme in schemes)
        {
            await ConnectAsync(scheme);
            await server.Sources.DeleteAsync(scheme, Cancelled);
        }

        Assert.Empty(await server.Sources.ListAsync(Cancelled));

        // Their ids are free again. Sources that exist when the server stops end with it.
        foreach (string scheme in schemes)
        {
            await ConnectAsync(scheme);
        }

        server.Process.Terminate();
        Assert.Equal(0, (await server.Process.EndAsync()).ExitCode);
        connections.ForEach(c => c.Dispose());

        async Task ConnectAsync(string scheme)
        {
            await server.CreateAsync($"{scheme}://{silent.LocalEndpoint}/camera", scheme);
            connections.Add(await silent.AcceptSocketAsync(Cancelled));
        }
    }

    [Fact]
    public async Task Passwords_of_cameras_are_neither_logged_at_any_level_nor_returned()
    {
        await using var rtsp = await RtspCamera.StartAsync();
        await using var http = await HttpCamera.StartAsync();
        await using var server = await SourceServer.StartAsync(("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"));
        foreach (var (id, uri) in new[] { ("a", rtsp.Uri()), ("b", rtsp.Uri("s3cret2")), ("c", http.Uri("page")), ("d", http.Uri($"page?pwd={HttpCamera.Password}")) })
        {
            await server.CreateAsync(uri, id);
            await server.UntilAsync(s => s.State is SourceState.Running or SourceState.Waiting, id);
        }

        var refused = await server.RefusedAsync(http.Uri().Replace("http:", "ftp:", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", string.Concat(await server.Sources.ListAsync(Cancelled)), StringComparison.Ordinal);
        server.Process.Terminate();
        var (exitCode, log) = await server.Process.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("trce:", log, StringComparison.Ordinal);
        Assert.Contains($"Source a: frames arrive from {rtsp.Shown}", log, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", log, StringComparison.Ordinal);
    }

    private static async Task<List<V1.FrameResult>> ResultsAsync(Subscriber subscriber, int count)
    {
        var results = new List<V1.FrameResult>();
        await subscriber.UntilAsync(r => Add(results, r) && results.Count == count);
        return results;
    }

    /// <summary>Reads results up to the first frame of the next connection.</summary>
    private static async Task<List<V1.FrameResult>> UntilKeyframeAsync(Subscriber subscriber)
    {
        var results = new List<V1.FrameResult>();
        await subscriber.UntilAsync(r => Add(results, r) && r.Result.Segmentation?.KeyframeReason == V1.KeyframeReason.Gap);
        return results;
    }

    /// <summary>Returns whether the message is a result; the stream must not close.</summary>
    private static bool Add(List<V1.FrameResult> results, SubscribeResponse response)
    {
        Assert.NotEqual(StreamChangeKind.Closed, response.StreamChange?.Kind);
        Assert.Null(response.Missed);
        if (response.Result is not { } result)
        {
            return false;
        }

        results.Add(result);
        return true;
    }
}
