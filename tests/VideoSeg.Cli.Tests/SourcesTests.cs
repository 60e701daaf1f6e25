namespace VideoSeg.Cli.Tests;

public sealed class SourcesTests
{
    [Fact]
    public async Task A_source_is_added_listed_and_removed()
    {
        await using var server = new RunningServer { Options = ["--job-roots", Path.GetDirectoryName(Repository.Clip)!] };
        await server.InitializeAsync();
        string[] at = ["--server", server.Address];

        var added = await Tool.RunAsync(["sources", "add", "street.mp4", "--stream", "cli.loop", "--loop", "--paced", "--policy", "every-frame", .. at]);
        added.MustSucceed();
        Assert.Equal("cli.loop", added.Output.Trim());
        Assert.Contains("cli.loop", (await Tool.RunAsync(["sources", "list", .. at])).Output, StringComparison.Ordinal);

        (await Tool.RunAsync(["sources", "remove", "cli.loop", .. at])).MustSucceed();
        Assert.DoesNotContain("cli.loop", (await Tool.RunAsync(["sources", "list", .. at])).Output, StringComparison.Ordinal);
        (await Tool.RunAsync(["sources", "remove", "cli.loop", .. at])).MustFail(1, "there is no source of stream 'cli.loop'");
        (await Tool.RunAsync(["sources", "add", "rtsp://cam1.example/live", .. at])).MustFail(1, "--source-hosts");
    }
}
