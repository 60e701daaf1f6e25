using CsCheck;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Tests.Masks;

public sealed class RleMaskTests
{
    /// <summary>Made by cocoapi's rleEncode and rleToString (common/maskApi.c, compiled) of the masks that <see cref="Drawn"/> draws.</summary>
    public static TheoryData<string, int, int, int, string> KnownStrings => new(
        ("nothing", 640, 480, 0, @"PP\9"),
        ("all", 640, 480, 307200, @"0PP\9"),
        ("quadric", 13, 9, 60, "0160K0110O0100O0020M00030M1100O0100OO050K0110O0100O0020M00030M1100OO"),
        ("disc", 640, 480, 5025, "`_S41g>`0D8I6K4L4L4M2M4M2N2N2N2N2N2N2N2O0O2N2O0O2O0O2O0O2O000O2O00000O2O0000000000000O20N100000000000001N1000001N10001N101N101N101N2N101N2N2N2N2N2N2N2N3L3N3L4L4L5J7H<@haR4"),
        ("first", 40, 30, 1, "01_U1"),
        ("last row and column", 40, 30, 69, "m01m000000000000000000000000000000000000000000000000000000000000000000000000000n0"),
        ("chequers", 40, 30, 600, "5550000000000000000000050K0000000000000000000050K0000000000000000000050K0000000000000000000050K0000000000000000000050K0000000000000000000050K0000000000000000000050K0000000000000000000050K0000000000000000000050K000000000000000000000"));

    [Theory]
    [MemberData(nameof(KnownStrings))]
    public void Counts_are_the_bytes_that_cocoapi_writes(string drawing, int width, int height, int area, string counts)
    {
        var size = new PixelSize(width, height);
        var pixels = Drawn(drawing, size);
        var mask = RleMask.FromMask(size, pixels);
        Assert.Equal(counts, mask.Counts);
        Assert.Equal(area, mask.Area);

        var decoded = new byte[pixels.Length];
        mask.Decode(decoded);
        Assert.Equal(pixels, decoded);
    }

    [Fact]
    public void Area_and_box_are_those_of_the_pixels()
    {
        TestMaps.Any.Sample(drawn =>
        {
            var pixels = TestMaps.MaskOf(drawn.Labels, 1);
            var mask = RleMask.FromMask(drawn.Size, pixels);
            var set = Enumerable.Range(0, pixels.Length).Where(i => pixels[i] != 0).Select(i => (X: i % drawn.Size.Width, Y: i / drawn.Size.Width)).ToList();
            Assert.Equal(set.Count, mask.Area);
            Assert.Equal(
                set.Count == 0 ? default : new PixelBox(set.Min(p => p.X), set.Min(p => p.Y), set.Max(p => p.X) - set.Min(p => p.X) + 1, set.Max(p => p.Y) - set.Min(p => p.Y) + 1),
                mask.Box);
        });
    }

    [Fact]
    public void All_segments_of_a_map_are_encoded_in_one_pass_as_each_would_be_alone()
    {
        TestMaps.Any.Sample(drawn =>
        {
            using var map = TestMaps.Of(drawn.Size, drawn.Labels);
            var masks = RleEncoder.Encode(map);
            Assert.Equal(3, masks.Count);
            for (var id = 1; id <= 3; id++)
            {
                var expected = TestMaps.MaskOf(drawn.Labels, id);
                Assert.Equal(RleMask.FromMask(drawn.Size, expected), masks[id - 1]);
                var decoded = new byte[expected.Length];
                masks[id - 1].Decode(decoded);
                Assert.Equal(expected, decoded);
            }
        });
    }

    [Fact]
    public void Painting_leaves_the_other_pixels_alone()
    {
        ushort[] pixels = [7, 7, 7, 7];
        RleMask.FromMask(new(2, 2), [0, 1, 0, 0]).Paint(pixels, (ushort)300);
        Assert.Equal<ushort>([7, 300, 7, 7], pixels);
    }

    [Theory]
    [InlineData("", "cover 0 pixels")]
    [InlineData("5", "cover 5 pixels")]
    [InlineData("53", "cover 8 pixels")]
    [InlineData("5 ", "code 32")]
    [InlineData("5\u00e9", "code 233")]
    [InlineData("5P", "end within count 2")]
    [InlineData("PPPPPPPPPP0", "more than 7 characters")]
    [InlineData("O", "is -1")]
    [InlineData("12O", "is -1")]
    [InlineData("1111K", "0 to 7")]
    [InlineData("PP\\9", "307200")]
    [InlineData("00ooooooo0", "more than 7 characters")]
    public void Broken_counts_are_refused_with_what_is_wrong(string counts, string told)
    {
        var mask = new RleMask(new(4, 3), counts);
        Assert.Contains(told, Assert.Throws<MaskException>(() => mask.Area).Message, StringComparison.Ordinal);
        Assert.Throws<MaskException>(() => mask.Decode(new byte[12]));
        Assert.Contains(counts, mask.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_string_is_either_read_or_refused()
    {
        Gen.Char[(char)40, (char)120].Array[0, 30].Sample(characters =>
        {
            var mask = new RleMask(new(50, 40), new string(characters));
            try
            {
                Assert.InRange(mask.Area, 0, 2000);
            }
            catch (MaskException error)
            {
                Assert.NotEmpty(error.Message);
            }
        });
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(-1, -1)]
    [InlineData(100_000, 100_000)]
    public void A_mask_of_an_impossible_size_is_refused(int width, int height) =>
        Assert.Throws<MaskException>(() => new RleMask(new(width, height), "0").Area);

    private static byte[] Drawn(string drawing, PixelSize size)
    {
        var pixels = new byte[size.Pixels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, size.Width);
            var set = drawing switch
            {
                "nothing" => false,
                "all" => true,
                "quadric" => ((x * x) + (3 * y * y)) % 7 < 3,
                "disc" => ((x - 320) * (x - 320)) + ((y - 240) * (y - 240)) <= 40 * 40,
                "first" => x == 0 && y == 0,
                "chequers" => ((x / 4) + (y / 5)) % 2 == 1,
                _ => x == size.Width - 1 || y == size.Height - 1,
            };
            pixels[i] = (byte)(set ? 1 : 0);
        }

        return pixels;
    }
}
