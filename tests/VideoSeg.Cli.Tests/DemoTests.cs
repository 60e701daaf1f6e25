using System.Text.Json;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Tests;

public sealed class DemoTests(DemoRun demo) : IClassFixture<DemoRun>
{
    private static readonly PixelSize ClipSize = new(768, 576);
    private static readonly string[] Stations = ["queued", "decoded", "inferred", "done"];

    [Fact]
    public void The_overlay_has_each_frame_of_the_clip_at_its_size()
    {
        using var video = VideoReader.Open(demo.Video);
        var frames = 0;
        while (video.TryRead(out var frame))
        {
            Assert.Equal(ClipSize, frame.Size);
            frame.Dispose();
            frames++;
        }

        Assert.Equal(120, frames);
        Assert.Equal(10, video.FrameRate);
    }

    [Fact]
    public void There_is_a_line_for_each_frame_in_order()
    {
        Assert.Equal(Enumerable.Range(0, 120), demo.Lines.Select(line => line.GetProperty("frame_number").GetInt32()));
        Assert.Equal("first_frame", demo.Lines[0].GetProperty("keyframe_reason").GetString());
        Assert.All(demo.Lines, line => Assert.Equal(
            line.GetProperty("keyframe").GetBoolean() ? JsonValueKind.String : JsonValueKind.Null, line.GetProperty("keyframe_reason").ValueKind));
    }

    [Fact]
    public void Times_increase_from_stage_to_stage() => Assert.All(demo.Lines, line =>
    {
        var times = line.GetProperty("times_ms");
        double[] passed = [.. Stations.Select(name => times.GetProperty(name).GetDouble())];
        Assert.Equal(passed.Order(), passed);
        Assert.True(passed[0] >= 0);
    });

    [Fact]
    public void Masks_match_their_area_and_box_and_do_not_overlap() => Assert.All(demo.Lines, line =>
    {
        var covered = new byte[ClipSize.Pixels];
        var areas = 0L;
        foreach (var segment in line.GetProperty("segments").EnumerateArray())
        {
            var rle = segment.GetProperty("rle");
            Assert.Equal([ClipSize.Height, ClipSize.Width], rle.GetProperty("size").EnumerateArray().Select(side => side.GetInt32()));
            var mask = new RleMask(ClipSize, rle.GetProperty("counts").GetString()!);
            Assert.Equal(segment.GetProperty("area").GetInt64(), mask.Area);
            int[] box = [.. segment.GetProperty("box").EnumerateArray().Select(side => side.GetInt32())];
            Assert.Equal(mask.Box, new PixelBox(box[0], box[1], box[2], box[3]));
            mask.Paint(covered, (byte)1);
            areas += mask.Area;
        }

        Assert.Equal(areas, covered.Count(pixel => pixel == 1));
    });

    [Fact]
    public void Things_have_a_track_of_one_class_and_stuff_has_none()
    {
        var categoryOfTrack = new Dictionary<long, int>();
        foreach (var segment in demo.Lines.SelectMany(line => line.GetProperty("segments").EnumerateArray()))
        {
            var track = segment.GetProperty("track_id");
            Assert.Equal(segment.GetProperty("is_thing").GetBoolean(), track.ValueKind == JsonValueKind.Number);
            Assert.False(string.IsNullOrEmpty(segment.GetProperty("category").GetString()));
            Assert.InRange(segment.GetProperty("score").GetDouble(), 0, 1);
            if (track.ValueKind == JsonValueKind.Number)
            {
                var category = segment.GetProperty("category_id").GetInt32();
                Assert.Equal(category, categoryOfTrack.GetValueOrDefault(track.GetInt64(), category));
                categoryOfTrack[track.GetInt64()] = category;
            }
        }

        Assert.NotEmpty(categoryOfTrack);
    }

    [Fact]
    public void The_summary_contains_the_paths_of_the_files()
    {
        Assert.Contains("120 (0 dropped, 0 failed)", demo.Output, StringComparison.Ordinal);
        Assert.Contains("demo.mp4", demo.Output, StringComparison.Ordinal);
        Assert.Contains("results.jsonl", demo.Output, StringComparison.Ordinal);
    }
}
