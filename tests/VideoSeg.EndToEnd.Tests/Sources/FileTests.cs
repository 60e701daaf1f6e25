using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.EndToEnd.Tests.Batch;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Sources;

/// <summary>Files as sources, and addresses that the server must not pull from.</summary>
public sealed class FileTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_loops_with_increasing_times_or_ends_and_closes_its_stream()
    {
        using var folder = new TemporaryFolder();
        Ffmpeg.MakeClip(folder.File("clip.mp4"), 5);
        await using var server = await SourceServer.StartAsync(("Jobs__Roots", folder.Path));
        using var loops = await server.SubscribeAsync("loop");
        using var once = await server.SubscribeAsync("once");

        await server.CreateAsync("clip.mp4", "loop", loop: true, paced: true);
        await server.CreateAsync(folder.File("clip.mp4"), "once");

        var seen = new List<V1.FrameResult>();
        while (seen.Count < 13)
        {
            if ((await loops.NextAsync()).Result is { } result)
            {
                seen.Add(result);
            }
        }

        // 25 frames per second, also across the ends of the clip; each pass begins with a keyframe.
        Assert.Equal(Enumerable.Range(0, 13).Select(i => 40.0 * i), seen.Select(r => r.PresentationTime.ToTimeSpan().TotalMilliseconds));
        Assert.Equal(Enumerable.Range(0, 13), seen.Select(r => (int)r.FrameNumber));
        Assert.Equal([0UL, 5, 10], seen.Where(r => r.Segmentation.Keyframe).Select(r => r.FrameNumber));
        Assert.Equal((SourceState.Running, 0UL), ((await server.UntilAsync(_ => true, "loop")) is var source ? source.State : default, source.Reconnects));

        var all = (await once.UntilClosedAsync()).Where(r => r.Result is not null).ToList();
        Assert.Equal(5, all.Count);
        Assert.Equal("", (await server.UntilAsync(s => s.State == SourceState.Ended, "once")).Problem);
    }

    [Fact]
    public async Task Forbidden_sources_are_refused_before_anything_is_fetched()
    {
        using var folder = new TemporaryFolder();
        string root = Directory.CreateDirectory(folder.File("root")).FullName;
        Ffmpeg.MakeClip(folder.File("secret.mp4"), 2);
        File.CreateSymbolicLink(Path.Combine(root, "link.mp4"), folder.File("secret.mp4"));
        await File.WriteAllTextAsync(Path.Combine(root, "playlist.mp4"), "#EXTM3U\n", Cancelled);
        Ffmpeg.MakeClip(Path.Combine(root, "clip.mp4"), 2);
        await using var server = await SourceServer.StartAsync(("Jobs__Roots", root), ("Sources__Hosts", "cam1.example;10.0.0.0/8"), ("Sources__Schemes", "rtsp;http"), ("Sources__MaxSources", "1"));

        foreach (var (uri, status, reason) in new[]
        {
            ("rtsps://cam1.example/live", StatusCode.InvalidArgument, "SOURCE_SCHEME_NOT_ALLOWED"),
            ("file:///etc/passwd", StatusCode.InvalidArgument, "SOURCE_SCHEME_NOT_ALLOWED"),
            ("concat://a", StatusCode.InvalidArgument, "SOURCE_SCHEME_NOT_ALLOWED"),
            ("http://169.254.169.254/latest", StatusCode.PermissionDenied, "SOURCE_HOST_NOT_ALLOWED"),
            ("http://127.0.0.1:1/", StatusCode.PermissionDenied, "SOURCE_HOST_NOT_ALLOWED"),
            ("http://[::ffff:127.0.0.1]:1/", StatusCode.PermissionDenied, "SOURCE_HOST_NOT_ALLOWED"),
            ("http://2130706433:1/", StatusCode.PermissionDenied, "SOURCE_HOST_NOT_ALLOWED"),
            ("../secret.mp4", StatusCode.NotFound, "VIDEO_MISSING"),
            (folder.File("secret.mp4"), StatusCode.NotFound, "VIDEO_MISSING"),
            ("link.mp4", StatusCode.NotFound, "VIDEO_MISSING"),
            ("/dev/zero", StatusCode.NotFound, "VIDEO_MISSING"),
            ("playlist.mp4", StatusCode.InvalidArgument, "VIDEO_FORMAT_UNKNOWN"),
            ("", StatusCode.InvalidArgument, "OPTION_INVALID"),
        })
        {
            var refused = await server.RefusedAsync(uri);
            Assert.Equal((uri, status, reason), (uri, refused.StatusCode, refused.Reason));
            Assert.Equal("uri", Assert.Single(refused.FieldViolations).Field);
        }

        Assert.Equal("loop", Assert.Single((await server.RefusedAsync("rtsp://cam1.example/live", loop: true)).FieldViolations).Field);
        await server.CreateAsync("clip.mp4", "one");
        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_SOURCES"), (await server.RefusedAsync("clip.mp4")) is var full ? (full.StatusCode, full.Reason) : default);
        Assert.Equal("SOURCE_UNKNOWN", (await Assert.ThrowsAsync<VideoSegServerException>(() => server.Sources.DeleteAsync("two", Cancelled))).Reason);
    }

    [Fact]
    public async Task By_default_a_server_pulls_from_no_host()
    {
        await using var server = await SourceServer.StartAsync(("Sources__Hosts", ""));
        Assert.Contains("--source-hosts", (await server.RefusedAsync("rtsp://cam1.example/live")).Message, StringComparison.Ordinal);
        Assert.Contains("--job-roots", (await server.RefusedAsync("clip.mp4")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_creates_sees_and_deletes_the_sources_of_their_own_pattern()
    {
        using var folder = new TemporaryFolder();
        Ffmpeg.MakeClip(folder.File("clip.mp4"), 2);
        var (north, south) = (ApiKey.New(), ApiKey.New());
        await using var server = await ServerProcess.StartAsync(
            new()
            {
                ["Jobs__Roots"] = folder.Path,
                ["Access__Callers__north__KeyHashes__0"] = ApiKey.HashOf(north),
                ["Access__Callers__north__Rights__0"] = "admin north.>",
                ["Access__Callers__south__KeyHashes__0"] = ApiKey.HashOf(south),
                ["Access__Callers__south__Rights__0"] = "admin south.>",
            },
            ServerProcess.Small);
        using var northern = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Credential = north });
        using var southern = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Credential = south });

        await CreateAsync(northern, "north.gate");
        await CreateAsync(southern, "south.gate");

        Assert.Equal("north.gate", Assert.Single(await northern.Sources.ListAsync(Cancelled)).StreamId);
        foreach (var forbidden in new Func<Task>[]
        {
            () => CreateAsync(northern, "south.door"),
            () => CreateAsync(northern, ""),
            () => northern.Sources.GetAsync("south.gate", Cancelled),
            () => northern.Sources.DeleteAsync("south.gate", Cancelled),
        })
        {
            Assert.Equal("RIGHT_MISSING", (await Assert.ThrowsAsync<VideoSegServerException>(forbidden)).Reason);
        }

        await southern.Sources.DeleteAsync("south.gate", Cancelled);
        Assert.Empty(await southern.Sources.ListAsync(Cancelled));
    }

    private static Task<Source> CreateAsync(VideoSegClient client, string streamId) =>
        client.Sources.CreateAsync(new CreateSourceRequest { Uri = "clip.mp4", Config = new StreamConfig { StreamId = streamId } }, Cancelled);
}
