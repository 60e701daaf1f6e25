namespace VideoSeg.Cli.Tests;

public sealed class ServeTests
{
    [Fact]
    public async Task Serve_ends_with_0_on_sigterm()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Serve_passes_on_what_the_server_says_of_its_options() =>
        (await Tool.RunAsync("serve", "--urls", "nonsense")).MustFail(1, "nonsense");
}
