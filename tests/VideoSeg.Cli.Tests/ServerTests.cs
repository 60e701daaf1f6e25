using System.Text.Json;
using VideoSeg.Client;
using VideoSeg.V1;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Tests;

public sealed class ServerTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Models_are_listed()
    {
        var result = await Tool.RunAsync("models", "--server", server.Address);

        result.MustSucceed();
        Assert.Contains("street (default)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_images_is_streamed_in_natural_order()
    {
        var frames = WriteFrames("2.jpg", "10.jpg", "1.jpg");

        var result = await Tool.RunAsync("stream", frames, "--server", server.Address, "--json", _folder["out.jsonl"], "--overlay", _folder["sub/out.mp4"]);

        result.MustSucceed();
        Assert.Equal([0, 1, 2], Lines("out.jsonl").Select(line => line.GetProperty("frame_number").GetInt32()));
        using var video = VideoReader.Open(_folder["sub/out.mp4"]);
        Assert.Equal(3, video.FrameCount);
    }

    [Theory]
    [InlineData("polygons", "polygons")]
    [InlineData("none", null)]
    public async Task Masks_have_the_requested_encoding(string masks, string? property)
    {
        var result = await Tool.RunAsync(
            "stream", Repository.Clip, "--server", server.Address, "--masks", masks, "--max-frames", "1", "--json", _folder["out.jsonl"]);

        result.MustSucceed();
        var line = Assert.Single(Lines("out.jsonl"));
        Assert.All(line.GetProperty("segments").EnumerateArray(), segment =>
        {
            Assert.False(segment.TryGetProperty("rle", out _));
            Assert.True(property is null || segment.GetProperty(property).GetArrayLength() > 0);
        });
    }

    [Fact]
    public async Task An_unknown_model_is_an_error() =>
        (await Tool.RunAsync("stream", Repository.Clip, "--server", server.Address, "--model", "nosuch")).MustFail(1, "nosuch");

    [Fact]
    public async Task A_valid_package_is_described_and_an_invalid_one_is_refused()
    {
        var right = await Tool.RunAsync("models", "check", Path.Combine(Repository.Models, "street"));
        var wrong = await Tool.RunAsync("models", "check", _folder.AddFolder("empty"));

        right.MustSucceed();
        Assert.Contains("street", right.Output, StringComparison.Ordinal);
        wrong.MustFail(1, "model.json");
    }

    [Fact]
    public async Task Ground_truth_equal_to_the_models_result_scores_1_and_void_is_ignored()
    {
        var frames = WriteFrames("a_1.jpg", "a_2.jpg");
        var truth = _folder.AddFolder("truth");
        var answer = await SemanticMapAsync(File.ReadAllBytes(Path.Combine(frames, "a_1.jpg")));
        var classes = answer.Classes.ToArray();
        classes.AsSpan(0, classes.Length / 2).Fill(11);
        File.WriteAllBytes(Path.Combine(truth, "a_1.png"), ClassMapPng.Encode(answer.Size, classes));

        var result = await Tool.RunAsync(
            "eval", "--ground-truth", truth, "--frames", frames, "--model", "street", "--void", "11", "--components",
            "--server", server.Address, "--json", _folder["eval.json"]);

        result.MustSucceed();
        var json = JsonElement.Parse(File.ReadAllText(_folder["eval.json"]));
        Assert.Equal(1, json.GetProperty("images").GetInt32());
        Assert.Equal(1, json.GetProperty("miou").GetDouble());
        Assert.InRange(json.GetProperty("pq").GetProperty("stuff").GetDouble(), 0.5, 1);
    }

    [Fact]
    public async Task Panoptic_ground_truth_equal_to_the_models_result_scores_1_for_the_video()
    {
        var frames = WriteFrames("a_1.jpg", "a_2.jpg", "a_3.jpg");
        var truth = await WriteOwnAnswerAsync(frames, ["a_1", "a_2", "a_3"]);

        var result = await Tool.RunAsync(
            "eval", "--ground-truth", truth, "--frames", frames, "--model", "street", "--server", server.Address, "--windows", "1,3", "--json", _folder["eval.json"]);

        result.MustSucceed();
        var json = JsonElement.Parse(File.ReadAllText(_folder["eval.json"]));
        Assert.Equal(3, json.GetProperty("images").GetInt32());
        Assert.Equal(1, json.GetProperty("vpq").GetProperty("3").GetProperty("thing").GetDouble(), 12);
        Assert.Equal(1, json.GetProperty("vpq").GetProperty("mean").GetDouble(), 12);
        Assert.Equal(1, json.GetProperty("stq").GetDouble(), 12);
    }

    private async Task<string> WriteOwnAnswerAsync(string frames, string[] names)
    {
        var folder = _folder.AddFolder("truth");
        using var client = new VideoSegClient(new Uri(server.Address));
        var config = new StreamConfig { Model = "street", MaskEncoding = V1.MaskEncoding.LabelMap, KeyframePolicy = KeyframePolicy.EveryFrame };
        await using var stream = await client.OpenStreamAsync(config, TestContext.Current.CancellationToken);
        foreach (var (index, name) in names.Index())
        {
            await stream.SendAsync(VideoFrame.Encoded(File.ReadAllBytes(Path.Combine(frames, name + ".jpg")), TimeSpan.FromSeconds(0.1 * index)), TestContext.Current.CancellationToken);
        }

        await stream.CompleteAsync();
        var results = await stream.ReadResultsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        // Ids of the ground truth: 1000 + the track id for things, 1 + the category id for stuff.
        static int IdOf(Segment segment) => segment.TrackId is { } track ? 1000 + (int)track : 1 + (int)segment.CategoryId;
        foreach (var (name, result) in names.Zip(results))
        {
            var map = LabelMapPng.Decode(result.Segmentation!.LabelMap.Span);
            var idOf = result.Segmentation!.Segments.ToDictionary(s => (int)s.SegmentId, IdOf);
            using var labels = new PanopticMap(map.Size);
            for (var i = 0; i < map.Ids.Length; i++)
            {
                labels.Labels[i] = map.Ids.Span[i] == 0 ? (ushort)0 : (ushort)idOf[map.Ids.Span[i]];
            }

            File.WriteAllBytes(Path.Combine(folder, name + ".png"), LabelMapPng.Encode(labels));
        }

        var model = await client.GetModelAsync("street", TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(folder, "panoptic.json"), JsonSerializer.Serialize(new
        {
            images = names.Select((name, index) => new { id = name, file_name = name + ".jpg", video_id = 1, frame = index }),
            // Category ids differ from the model's: classes are paired by name.
            categories = model.Categories.Select(c => new { id = 100 + c.CategoryId, name = c.Name, isthing = c.IsThing ? 1 : 0 }),
            annotations = names.Zip(results).Select(pair => new
            {
                image_id = pair.First,
                file_name = pair.First + ".png",
                segments_info = pair.Second.Segmentation!.Segments.Select(s => new { id = IdOf(s), category_id = 100 + s.CategoryId }),
            }),
        }));
        return folder;
    }

    private async Task<ClassMap> SemanticMapAsync(byte[] file)
    {
        using var client = new VideoSegClient(new Uri(server.Address));
        await using var stream = await client.OpenStreamAsync(new StreamConfig { SemanticMap = true }, TestContext.Current.CancellationToken);
        await stream.SendAsync(VideoFrame.Encoded(file, TimeSpan.Zero), TestContext.Current.CancellationToken);
        await stream.CompleteAsync();
        var results = await stream.ReadResultsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        return ClassMapPng.Decode(Assert.Single(results).Segmentation!.ClassMap.Span);
    }

    private IEnumerable<JsonElement> Lines(string name) => File.ReadLines(_folder[name]).Select(line => JsonElement.Parse(line));

    private string WriteFrames(params string[] names)
    {
        var folder = _folder.AddFolder("frames");
        using var clip = VideoReader.Open(Repository.Clip);
        foreach (var name in names)
        {
            Assert.True(clip.TryRead(out var frame));
            using (frame)
            {
                File.WriteAllBytes(Path.Combine(folder, name), frame.EncodeJpeg(95));
            }
        }

        return folder;
    }
}
