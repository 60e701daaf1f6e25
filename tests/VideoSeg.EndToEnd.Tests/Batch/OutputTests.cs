using System.Text;
using System.Text.Json;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Masks;

namespace VideoSeg.EndToEnd.Tests.Batch;

/// <summary>The outputs of one job.</summary>
public sealed class OutputTests(OutputTests.Outputs outputs) : IClassFixture<OutputTests.Outputs>
{
    private const int Frames = 60;

    [Fact]
    public void Lines_contain_each_frame_in_order_and_the_object_keeps_its_track_across_gaps_and_chunks()
    {
        var lines = outputs.Lines;
        Assert.Equal(Enumerable.Range(0, Frames), lines.Select(line => line.GetProperty("frame_number").GetInt32()));
        Assert.Equal(Enumerable.Range(0, Frames).Select(i => i / 25.0), lines.Select(line => Math.Round(line.GetProperty("time").GetDouble(), 3)));
        Assert.Equal(["first_frame", "every_frame"], lines.Select(line => line.GetProperty("keyframe_reason").GetString()).Distinct());
        long?[] tracks = [.. lines.SelectMany(line => line.GetProperty("segments").EnumerateArray())
            .Where(segment => segment.GetProperty("is_thing").GetBoolean()).Select(segment => (long?)segment.GetProperty("track_id").GetInt64())];
        Assert.InRange(tracks.Length, 44, 52);
        Assert.Equal([1L], tracks.Distinct());
    }

    [Fact]
    public void Panoptic_maps_can_be_evaluated_and_contain_the_same_masks_as_the_lines()
    {
        var report = FolderComparison.Panoptic(outputs.Folder, outputs.Folder, [1, 4], TestContext.Current.CancellationToken);
        Assert.Equal(1, report.Stq.Stq);
        var folder = PanopticFolder.Open(outputs.Folder);
        Assert.Equal(Frames, folder.Entries.Count);
        Assert.Single(folder.Entries.Select(entry => entry.VideoId).Distinct());
        for (int i = 0; i < Frames; i += 7)
        {
            var image = folder.Read(folder.Entries[i]);
            foreach (var segment in outputs.Lines[i].GetProperty("segments").EnumerateArray())
            {
                var mask = new RleMask(image.Size, segment.GetProperty("rle").GetProperty("counts").GetString()!);
                var pixels = new byte[image.Size.Pixels];
                mask.Decode(pixels);
                var ids = pixels.Zip(image.Ids.ToArray()).Where(pixel => pixel.First == 1).Select(pixel => pixel.Second).Distinct();
                Assert.Equal(segment.GetProperty("category_id").GetInt32(), image.Segments.Single(s => s.Id == Assert.Single(ids)).CategoryId);
            }
        }
    }

    [Fact]
    public void Class_maps_have_the_models_classes()
    {
        var first = ClassMapPng.Decode(outputs.Files["classes/000000.png"]);
        Assert.Equal(new Vision.PixelSize(192, 128), first.Size);
        // The indices of red and blue in the model's list of categories.
        Assert.Equal((1, 3), (first.Classes.Span[0], first.Classes.Span[(64 * 192) + 30]));
        Assert.Equal(Frames, outputs.Files.Keys.Count(name => name.StartsWith("classes/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_overlay_has_each_frame_and_the_sound() =>
        Assert.Equal([$"video,{Frames}", "audio"], Ffmpeg.StreamsOf(Path.Combine(outputs.Folder, "overlay.mp4")).Select(s => s.StartsWith("audio", StringComparison.Ordinal) ? "audio" : s));

    [Fact]
    public void There_is_one_line_per_track()
    {
        var lines = Encoding.UTF8.GetString(outputs.Files["tracks.csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        var row = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(("1", "blue", "0"), (row["track_id"], row["category"], row["first_frame"]));
        Assert.True(int.Parse(row["last_frame"], System.Globalization.CultureInfo.InvariantCulture) > 50);
        Assert.StartsWith("0:", row["path"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_is_self_contained()
    {
        string page = Encoding.UTF8.GetString(outputs.Files["summary.html"]);
        Assert.Contains($"{Frames} frames of 192x128", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("class=\"keyframe\"", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.Contains("a &lt;b&gt; clip.mp4", page, StringComparison.Ordinal);
    }

    /// <summary>The outputs, downloaded once into a folder.</summary>
    public sealed class Outputs : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Folder => _folder.File("out");

        public IReadOnlyDictionary<string, byte[]> Files { get; private set; } = new Dictionary<string, byte[]>();

        public IReadOnlyList<JsonElement> Lines { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var clip = Ffmpeg.MakeClip(_folder.File("a <b> clip.mp4"), Frames);
            await using var server = await BatchServer.StartAsync(_folder.File("jobs"), _folder.Path);
            Files = await server.DownloadAsync(await server.SucceedAsync(clip, [.. BatchServer.AllOutputs]));
            foreach (var (name, bytes) in Files)
            {
                string path = Path.Combine(Folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, bytes);
            }

            Lines = [.. File.ReadLines(Path.Combine(Folder, "results.jsonl")).Select(line => JsonElement.Parse(line))];
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
