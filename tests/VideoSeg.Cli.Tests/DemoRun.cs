using System.Text.Json;

namespace VideoSeg.Cli.Tests;

/// <summary>One run of `videoseg demo`, shared by several tests.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ToolResult? _result;

    public string Video => _folder["demo.mp4"];

    public IReadOnlyList<JsonElement> Lines { get; private set; } = [];

    public string Output => _result!.Output;

    public async ValueTask InitializeAsync()
    {
        _result = await Tool.RunAsync("demo", "--out", _folder[""]);
        _result.MustSucceed();
        Lines = [.. File.ReadLines(_folder["results.jsonl"]).Select(line => JsonElement.Parse(line))];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
