using System.Text.Json;

namespace VideoSeg.Cli.Tests;

/// <summary>An ONNX file becomes a package, is looked at, and streams: `models describe`, `models check`, `--model DIR`.</summary>
public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("yolo-raw", "family   rows")]
    [InlineData("maskrcnn", "family   detections")]
    [InlineData("rf-detr", "family   queries")]
    [InlineData("semantic", "family   semantic")]
    public async Task A_network_is_described_and_its_package_finds_something_in_a_picture(string network, string expected)
    {
        var package = _folder["package"];
        var described = await Tool.RunAsync("models", "describe", Path.Combine(Repository.Families, network, "keyframe.onnx"), "--out", package);
        described.MustSucceed();
        Assert.Contains(expected, described.Output, StringComparison.Ordinal);
        Assert.Contains("check    input.colour", described.Output, StringComparison.Ordinal);

        var looked = await Tool.RunAsync("models", "check", package, "--image", Path.Combine(Repository.Families, "picture.png"), "--overlay", _folder["found.jpg"]);
        looked.MustSucceed();
        Assert.Matches(@"found    \d+ class", looked.Output);
        Assert.Matches(@"time     [\d.]+ ms a keyframe, [\d.]+ ms a frame between keyframes", looked.Output);
        Assert.True(new FileInfo(_folder["found.jpg"]).Length > 1000);
    }

    [Fact]
    public async Task A_file_that_is_no_network_is_refused_with_a_reason()
    {
        File.WriteAllText(_folder["text.onnx"], "no network");
        (await Tool.RunAsync("models", "describe", _folder["text.onnx"])).MustFail(1, "ONNX Runtime can't load it");
    }

    [Fact]
    public async Task A_command_loads_the_folder_of_a_package_by_itself()
    {
        var result = await Tool.RunAsync("stream", Repository.Clip, "--model", Path.Combine(Repository.Families, "yolo-boxes"), "--max-frames", "3", "--json", _folder["out.jsonl"]);

        result.MustSucceed();
        var lines = File.ReadLines(_folder["out.jsonl"]).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.All(line.GetProperty("segments").EnumerateArray(), segment =>
        {
            Assert.False(segment.TryGetProperty("rle", out _));
            Assert.True(segment.TryGetProperty("track_id", out _));
        }));
    }

    [Fact]
    public async Task A_folder_is_no_model_of_a_server_that_runs_already() =>
        (await Tool.RunAsync("stream", Repository.Clip, "--server", "http://127.0.0.1:1", "--model", Path.Combine(Repository.Families, "yolo-boxes")))
            .MustFail(1, "is a folder of this machine, and http://127.0.0.1:1");
}
