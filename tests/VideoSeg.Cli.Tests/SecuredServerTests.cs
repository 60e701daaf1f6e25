using VideoSeg.EndToEnd.Tests;

namespace VideoSeg.Cli.Tests;

/// <summary>The tool and a server with TLS whose callers have keys or certificates.</summary>
public sealed class SecuredServerTests(SecuredServer server) : IClassFixture<SecuredServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stream", "CLIP", "--max-frames", "2")]
    [InlineData("batch", "CLIP", "--out", "OUT", "--outputs", "summary")]
    [InlineData("streams")]
    [InlineData("sources", "list")]
    [InlineData("models")]
    [InlineData("models", "list")]
    public async Task A_command_calls_a_secured_server(params string[] command)
    {
        string[] arguments =
        [
            .. command.Select(word => word.Replace("CLIP", Repository.Clip, StringComparison.Ordinal).Replace("OUT", _folder["out"], StringComparison.Ordinal)),
            "--server", server.Address, "--ca", server.AuthorityFile,
        ];

        (await Tool.RunAsync(arguments)).MustFail(1, "--key-file");
        (await Tool.RunAsync([.. arguments, "--key-file", server.KeyFile])).MustSucceed();
    }

    [Fact]
    public async Task Results_of_a_secured_server_are_followed()
    {
        string[] secured = ["--server", server.Address, "--ca", server.AuthorityFile, "--key-file", server.KeyFile];
        using var subscriber = Tool.Start(["subscribe", ">", "--count", "1", .. secured, "--from", "oldest"]);
        (await Tool.RunAsync(["stream", Repository.Clip, "--max-frames", "2", .. secured])).MustSucceed();

        Assert.Contains("opened", await subscriber.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await subscriber.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, subscriber.ExitCode);
    }

    [Fact]
    public async Task The_key_is_taken_from_the_environment() =>
        (await Tool.RunAsync(new Dictionary<string, string?> { ["VIDEOSEG_KEY"] = server.Key }, "streams", "--server", server.Address, "--ca", server.AuthorityFile)).MustSucceed();

    [Fact]
    public async Task A_client_certificate_identifies_the_caller()
    {
        server.WriteClient("machine", _folder["client.pem"], _folder["client.key"]);
        string[] command = ["streams", "--server", server.Address, "--ca", server.AuthorityFile, "--cert", _folder["client.pem"]];

        (await Tool.RunAsync([.. command, "--cert-key", _folder["client.key"]])).MustSucceed();
        (await Tool.RunAsync(command)).MustFail(1, "client.pem has no private key");
        (await Tool.RunAsync([.. command[..^1], server.KeyFile])).MustFail(1, "has no certificate in PEM form");
    }

    [Fact]
    public async Task A_server_that_the_authorities_did_not_sign_is_refused()
    {
        using var stranger = new TestAuthority();

        (await Tool.RunAsync("streams", "--server", server.Address, "--ca", stranger.File, "--key-file", server.KeyFile)).MustFail(1, "No VideoSeg server responds");
        (await Tool.RunAsync("streams", "--server", server.Address, "--key-file", server.KeyFile)).MustFail(1, "No VideoSeg server responds");
    }

    [Fact]
    public async Task The_first_address_that_responds_is_used() => (await Tool.RunAsync(
        "streams", "--server", $"https://127.0.0.1:1,{server.Address}", "--ca", server.AuthorityFile, "--key-file", server.KeyFile)).MustSucceed();
}
