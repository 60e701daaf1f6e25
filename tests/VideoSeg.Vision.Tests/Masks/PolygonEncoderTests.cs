using CsCheck;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Tests.Masks;

public sealed class PolygonEncoderTests
{
    [Fact]
    public void Filling_the_rings_by_the_even_odd_rule_gives_each_mask_back()
    {
        TestMaps.Any.Sample(drawn =>
        {
            using var map = TestMaps.Of(drawn.Size, drawn.Labels);
            var segments = PolygonEncoder.Encode(map);
            for (var id = 1; id <= 3; id++)
            {
                Assert.Equal(TestMaps.MaskOf(drawn.Labels, id), Fill(drawn.Size, segments[id - 1]));
            }
        });
    }

    [Fact]
    public void Outer_rings_run_clockwise_on_the_screen_and_holes_the_other_way()
    {
        TestMaps.Any.Sample(drawn =>
        {
            using var map = TestMaps.Of(drawn.Size, drawn.Labels);
            for (var id = 1; id <= 3; id++)
            {
                var rings = PolygonEncoder.Encode(map)[id - 1];
                Assert.All(rings, ring => Assert.Equal(ring.IsHole, Area(ring) < 0));
                Assert.Equal(TestMaps.MaskOf(drawn.Labels, id).Sum(pixel => pixel), rings.Sum(Area));
            }
        });
    }

    [Fact]
    public void A_frame_around_a_hole_is_two_rings_of_four_corners()
    {
        using var map = TestMaps.Of(new(5, 4), [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0], 1);
        var rings = PolygonEncoder.Encode(map)[0];
        Assert.Equal([1, 1, 4, 1, 4, 4, 1, 4], rings[0].Points);
        Assert.Equal([2, 3, 3, 3, 3, 2, 2, 2], rings[1].Points);
        Assert.Equal([false, true], rings.Select(ring => ring.IsHole));
    }

    [Fact]
    public void Points_of_a_reduced_map_are_in_pixels_of_the_frame()
    {
        using var map = TestMaps.Of(new(2, 1), [0, 1], 1);
        Assert.Equal([3, 0, 6, 0, 6, 2, 3, 2], PolygonEncoder.Encode(map, new PixelSize(6, 2))[0][0].Points);
    }

    /// <summary>A pixel is inside when a ray from its centre to the left crosses an odd number of edges.</summary>
    private static byte[] Fill(PixelSize size, IReadOnlyList<PolygonRing> rings)
    {
        var mask = new byte[size.Pixels];
        foreach (var (from, to) in rings.SelectMany(Edges).Where(edge => edge.From.X == edge.To.X))
        {
            for (var y = (int)Math.Min(from.Y, to.Y); y < (int)Math.Max(from.Y, to.Y); y++)
            {
                for (var x = (int)from.X; x < size.Width; x++)
                {
                    mask[(y * size.Width) + x] ^= 1;
                }
            }
        }

        return mask;
    }

    /// <summary>By the shoelace formula; positive for clockwise on the screen.</summary>
    private static double Area(PolygonRing ring) => Edges(ring).Sum(edge => (edge.From.X * edge.To.Y) - (edge.To.X * edge.From.Y)) / 2;

    private static IEnumerable<((float X, float Y) From, (float X, float Y) To)> Edges(PolygonRing ring)
    {
        var count = ring.Points.Count;
        for (var i = 0; i < count; i += 2)
        {
            yield return ((ring.Points[i], ring.Points[i + 1]), (ring.Points[(i + 2) % count], ring.Points[(i + 3) % count]));
        }
    }
}
