namespace VideoSeg.Cli.Tests;

public sealed class ServeTests
{
    [Fact]
    public async Task Serve_exits_with_0_on_SIGTERM()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Serve_shows_the_servers_errors_about_its_options() =>
        (await Tool.RunAsync("serve", "--urls", "nonsense")).MustFail(1, "nonsense");
}
