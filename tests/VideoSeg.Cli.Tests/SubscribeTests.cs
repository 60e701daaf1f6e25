using System.Text.Json;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Cli.Tests;

public sealed class SubscribeTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_of_other_clients_are_printed_from_the_requested_sequence()
    {
        var sent = await StreamAsync("others.one", 3);

        var result = await Tool.RunAsync("subscribe", "others.*", "--server", server.Address, "--from", $"{sent[1].Sequence}", "--count", "2", "--no-masks", "--things");

        result.MustSucceed();
        var lines = LinesOf(result);
        Assert.Equal("others.one", lines[0].GetProperty("opened").GetString());
        Assert.Equal(sent.Skip(1).Select(r => r.Sequence), lines.Skip(1).Select(l => l.GetProperty("sequence").GetUInt64()));
        Assert.All(lines.Skip(1), line => Assert.Equal("others.one", line.GetProperty("stream_id").GetString()));
        var segments = lines.Skip(1).SelectMany(l => l.GetProperty("segments").EnumerateArray()).ToList();
        Assert.NotEmpty(segments);
        Assert.All(segments, segment =>
        {
            Assert.True(segment.GetProperty("is_thing").GetBoolean());
            Assert.False(segment.TryGetProperty("rle", out _));
            Assert.NotNull(segment.GetProperty("category").GetString());
        });
    }

    [Fact]
    public async Task A_named_subscription_continues_after_the_printed_results()
    {
        var sent = await StreamAsync("cli.named", 4);
        string[] command = ["subscribe", "cli.named", "--server", server.Address, "--name", "reader"];

        var first = await Tool.RunAsync([.. command, "--from", $"{sent[0].Sequence}", "--count", "3"]);
        var second = await Tool.RunAsync([.. command, "--count", "1"]);

        Assert.Equal(sent.Take(3).Select(r => r.FrameNumber), FramesOf(first));
        Assert.Equal(sent.Skip(3).Select(r => r.FrameNumber), FramesOf(second));
    }

    [Fact]
    public async Task An_invalid_pattern_is_an_error() =>
        (await Tool.RunAsync("subscribe", "a..b", "--server", server.Address)).MustFail(1, "'a..b' is not a pattern");

    [Fact]
    public async Task Open_streams_are_listed()
    {
        using var client = new VideoSegClient(new Uri(server.Address));
        await using var stream = await client.OpenStreamAsync(new StreamConfig { StreamId = "cli.open" }, Cancelled);

        var result = await Tool.RunAsync("streams", "cli.open", "--server", server.Address);

        result.MustSucceed();
        Assert.StartsWith("cli.open: street ", result.Output, StringComparison.Ordinal);
        Assert.Contains("0 results", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    private static List<JsonElement> LinesOf(ToolResult result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static IEnumerable<ulong> FramesOf(ToolResult result)
    {
        result.MustSucceed();
        return LinesOf(result).Where(l => l.TryGetProperty("frame_number", out _)).Select(l => l.GetProperty("frame_number").GetUInt64());
    }

    private async Task<List<FrameResult>> StreamAsync(string id, int count)
    {
        using var client = new VideoSegClient(new Uri(server.Address));
        using var reader = Vision.Video.VideoReader.Open(Repository.Clip);
        var results = new List<FrameResult>();
        await foreach (var result in client.SegmentAsync(Frames().Take(count), new StreamConfig { StreamId = id }, Cancelled))
        {
            results.Add(result);
        }

        return results;

        async IAsyncEnumerable<VideoFrame> Frames()
        {
            while (reader.TryRead(out var frame))
            {
                using (frame)
                {
                    yield return VideoFrame.Encoded(frame.EncodeJpeg(90), TimeSpan.Zero);
                }
            }

            await Task.CompletedTask;
        }
    }
}
