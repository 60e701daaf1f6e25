using OpenCvSharp;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>One frame in each mask encoding; all must describe the same masks.</summary>
public sealed class MaskTests(SharedServer server)
{
    private static readonly VideoFrame Frame = Clip.Frames(1)[0];

    [Fact]
    public async Task All_encodings_have_the_same_segments()
    {
        var none = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.None });

        Assert.All(none.Segments, s => Assert.True(s is { Rle: null, Polygons: null }));
        foreach (var encoding in new[] { MaskEncoding.Rle, MaskEncoding.LabelMap, MaskEncoding.Polygons })
        {
            var segmentation = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = encoding });
            Assert.Equal(none.Segments.Select(WithoutMask), segmentation.Segments.Select(WithoutMask));
        }
    }

    [Fact]
    public async Task RLE_masks_areas_and_boxes_agree_with_the_label_map()
    {
        var rle = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.Rle });
        var labelled = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.LabelMap });
        var labels = Labels(labelled.LabelMap.ToArray());

        Assert.All(rle.Segments, segment =>
        {
            var inMap = Mask(labels, segment.SegmentId);
            Assert.Equal(inMap, CocoRle.Decode(segment.Rle!.Counts, segment.Rle.Width, segment.Rle.Height));
            Assert.Equal((int)segment.Area, inMap.Cast<bool>().Count(x => x));
            Assert.Equal(segment.Box, BoxOf(inMap));
        });
        Assert.Equal(rle.Segments.Select(s => s.SegmentId).Order(), labels.Cast<uint>().Where(id => id != 0).Distinct().Order());
    }

    [Fact]
    public async Task The_client_library_decodes_a_mask_from_RLE_and_from_the_label_map()
    {
        var rle = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.Rle });
        var labelled = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.LabelMap });
        var outlined = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.Polygons });

        Assert.All(rle.Segments.Zip(labelled.Segments), pair =>
        {
            var mask = rle.MaskOf(pair.First)!;
            Assert.Equal((Clip.Width, Clip.Height), (mask.Width, mask.Height));
            Assert.Equal(pair.First.Area, (uint)mask.Pixels.ToArray().Count(p => p == 1));
            Assert.Equal(mask.Pixels.ToArray(), labelled.MaskOf(pair.Second)!.Pixels.ToArray());
        });
        Assert.All(outlined.Segments, segment => Assert.Null(outlined.MaskOf(segment)));
        Assert.Throws<InvalidDataException>(() => (rle.Segments[0].Rle! with { Width = 1 }).Decode());
    }

    [Fact]
    public async Task Filled_polygons_equal_the_label_map()
    {
        var outlined = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.Polygons });
        var labelled = await server.SegmentAsync(Frame, new StreamConfig { MaskEncoding = MaskEncoding.LabelMap });
        var labels = Labels(labelled.LabelMap.ToArray());

        Assert.All(outlined.Segments, segment =>
        {
            double area = segment.Polygons!.Sum(ring => ring.IsHole ? -AreaOf(ring) : AreaOf(ring));
            Assert.Equal(Mask(labels, segment.SegmentId).Cast<bool>().Count(x => x), area, 0.5);
        });
    }

    [Fact]
    public async Task Smaller_masks_keep_boxes_and_areas_in_pixels_of_the_frame()
    {
        var whole = await server.SegmentAsync(Frame);
        var small = await server.SegmentAsync(Frame, new StreamConfig { MaxMaskSide = 96 });

        Assert.Equal(whole.Segments.Select(WithoutMask), small.Segments.Select(WithoutMask));
        Assert.All(small.Segments, s => Assert.Equal((96, 72), (s.Rle!.Width, s.Rle.Height)));
    }

    [Fact]
    public async Task The_class_map_has_a_class_for_each_pixel()
    {
        var segmentation = await server.SegmentAsync(Frame, new StreamConfig { SemanticMap = true });

        using var map = Cv2.ImDecode(segmentation.ClassMap.ToArray(), ImreadModes.Unchanged);
        Assert.Equal((MatType.CV_8UC1, Clip.Width, Clip.Height), (map.Type(), map.Width, map.Height));
        Assert.All(Clip.Bytes(map), index => Assert.InRange(index, 0, 10));
        Assert.True((await server.SegmentAsync(Frame)).ClassMap.IsEmpty);
    }

    [Fact]
    public async Task Things_below_the_minimum_score_are_left_out()
    {
        var all = await server.SegmentAsync(Frame, new StreamConfig { MinimumScore = 0.05f });
        var sure = await server.SegmentAsync(Frame, new StreamConfig { MinimumScore = 1 });

        Assert.Contains(all.Segments, s => s.IsThing);
        Assert.DoesNotContain(sure.Segments, s => s.IsThing && s.Score < 1);
    }

    [Fact]
    public async Task Things_have_tracks_and_stuff_has_none()
    {
        var segmentation = await server.SegmentAsync(Frame, new StreamConfig { MinimumScore = 0.05f });

        Assert.All(segmentation.Segments, s => Assert.Equal(s.IsThing, s.TrackId is not null));
    }

    private static Segment WithoutMask(Segment segment) => segment with { Rle = null, Polygons = null };

    private static uint[,] Labels(byte[] png)
    {
        using var bgr = Cv2.ImDecode(png, ImreadModes.Color);
        var labels = new uint[bgr.Height, bgr.Width];
        var pixels = Clip.Bytes(bgr);
        for (int y = 0, at = 0; y < labels.GetLength(0); y++)
        {
            for (int x = 0; x < labels.GetLength(1); x++, at += 3)
            {
                labels[y, x] = pixels[at + 2] + (256u * pixels[at + 1]) + (65536u * pixels[at]);
            }
        }

        return labels;
    }

    private static bool[,] Mask(uint[,] labels, uint id)
    {
        var mask = new bool[labels.GetLength(0), labels.GetLength(1)];
        for (int y = 0; y < mask.GetLength(0); y++)
        {
            for (int x = 0; x < mask.GetLength(1); x++)
            {
                mask[y, x] = labels[y, x] == id;
            }
        }

        return mask;
    }

    private static SegmentBox BoxOf(bool[,] mask)
    {
        var inside = from y in Enumerable.Range(0, mask.GetLength(0)) from x in Enumerable.Range(0, mask.GetLength(1)) where mask[y, x] select (x, y);
        var pixels = inside.ToList();
        int left = pixels.Min(p => p.x), top = pixels.Min(p => p.y);
        return new SegmentBox(left, top, pixels.Max(p => p.x) - left + 1, pixels.Max(p => p.y) - top + 1);
    }

    /// <summary>Returns the unsigned area by the shoelace formula.</summary>
    private static double AreaOf(PolygonRing ring)
    {
        int points = ring.Points.Count / 2;
        double twice = 0;
        for (int i = 0; i < points; i++)
        {
            int next = (i + 1) % points;
            twice += (ring.Points[2 * i] * (double)ring.Points[(2 * next) + 1]) - (ring.Points[2 * next] * (double)ring.Points[(2 * i) + 1]);
        }

        return Math.Abs(twice) / 2;
    }
}
