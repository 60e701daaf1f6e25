namespace VideoSeg.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_the_commands()
    {
        var result = await Tool.RunAsync("--help");

        result.MustSucceed();
        Assert.All(["demo", "serve", "stream", "batch", "models", "eval"], command => Assert.Contains($"  {command} ", result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'bogus'", "bogus")]
    [InlineData("source", "stream")]
    [InlineData("'--nope' is not an option of stream", "stream", "--nope")]
    [InlineData("'0' is not a window size", "eval", "--ground-truth", "/", "--prediction", "/", "--windows", "1,0")]
    [InlineData("'slow'", "stream", "0", "--pace", "slow")]
    [InlineData("--jpeg-quality must be at least 1 and at most 100, but is 101", "stream", "0", "--jpeg-quality", "101")]
    [InlineData("--fps must be above 0", "stream", "0", "--fps", "0")]
    [InlineData("'ftp://host' is not an address", "models", "--server", "ftp://host")]
    [InlineData("are addresses of one server", "streams", "--server", "http://a:1,https://b:1")]
    [InlineData("--key-file is for a running server", "models", "--key-file", "/key")]
    [InlineData("--ca needs an address that begins with https://", "streams", "--ca", "/ca.pem")]
    [InlineData("--cert-key is the key of --cert", "streams", "--server", "https://a:1", "--cert-key", "/key")]
    [InlineData("--ground-truth", "eval", "--prediction", "/")]
    [InlineData("either --prediction DIR or --frames DIR", "eval", "--ground-truth", "/")]
    public async Task An_invalid_command_line_exits_with_2_and_an_error_message(string expected, params string[] arguments) =>
        (await Tool.RunAsync(arguments)).MustFail(2, expected);

    [Fact]
    public async Task A_missing_source_is_an_error() =>
        (await Tool.RunAsync("stream", "/no/such/file.mp4")).MustFail(1, "/no/such/file.mp4");

    [Fact]
    public async Task A_file_that_is_not_a_video_is_an_error() =>
        (await Tool.RunAsync("stream", Repository.Tool)).MustFail(1, "videoseg.dll");

    [Fact]
    public async Task An_unreachable_server_is_an_error() =>
        (await Tool.RunAsync("stream", Repository.Clip, "--server", "http://127.0.0.1:1")).MustFail(1, "http://127.0.0.1:1");
}
