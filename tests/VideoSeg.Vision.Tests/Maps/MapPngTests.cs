using CsCheck;
using OpenCvSharp;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Tests.Maps;

public sealed class MapPngTests
{
    [Fact]
    public void A_label_map_comes_back_from_its_png()
    {
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20]).SelectMany((width, height) => Gen.UShort.Array[width * height].Select(labels => (width, height, labels))).Sample(drawn =>
        {
            using var map = TestMaps.Of(new(drawn.width, drawn.height), drawn.labels);
            var decoded = LabelMapPng.Decode(LabelMapPng.Encode(map));
            Assert.Equal(map.Size, decoded.Size);
            Assert.Equal(drawn.labels.Select(label => (int)label), decoded.Ids.ToArray());
        });
    }

    [Fact]
    public void An_id_is_red_plus_256_green_plus_65536_blue()
    {
        using var map = TestMaps.Of(new(1, 1), [0x0201]);
        using var bgr = Cv2.ImDecode(LabelMapPng.Encode(map), ImreadModes.Color);
        Assert.Equal(new Vec3b(0, 2, 1), bgr.At<Vec3b>(0, 0));

        using var large = new Mat(1, 1, MatType.CV_8UC3, new Scalar(3, 2, 1));
        Assert.Equal([(3 * 65536) + (2 * 256) + 1], LabelMapPng.Decode(Pictures.Encode(large, ".png")).Ids.ToArray());
    }

    [Fact]
    public void Ids_of_a_video_come_back_from_their_png()
    {
        int[] ids = [0, 1, 0x010203, 0xFFFFFF, 256, 65536];
        Assert.Equal(ids, LabelMapPng.Decode(LabelMapPng.Encode(new(3, 2), ids)).Ids.ToArray());
    }

    [Fact]
    public void A_class_map_comes_back_from_its_png()
    {
        byte[] classes = [0, 1, 2, 11, 254, 255];
        var decoded = ClassMapPng.Decode(ClassMapPng.Encode(new(3, 2), classes));
        Assert.Equal(new PixelSize(3, 2), decoded.Size);
        Assert.Equal(classes, decoded.Classes.ToArray());
    }

    [Fact]
    public void A_png_of_another_kind_is_refused_with_both_kinds()
    {
        using var map = TestMaps.Of(new(1, 1), [1]);
        Assert.Contains("1 channels of 8 bits; it has 3", Told(() => ClassMapPng.Decode(LabelMapPng.Encode(map))), StringComparison.Ordinal);
        Assert.Contains("3 channels of 8 bits; it has 1", Told(() => LabelMapPng.Decode(ClassMapPng.Encode(new(1, 1), [1]))), StringComparison.Ordinal);

        static string Told(Action decode) => Assert.Throws<MaskException>(decode).Message;
    }

    [Fact]
    public void What_is_no_whole_png_is_refused()
    {
        var file = ClassMapPng.Encode(new(2, 2), [1, 2, 3, 4]);
        Assert.Throws<MaskException>(() => ClassMapPng.Decode([]));
        Assert.Throws<MaskException>(() => ClassMapPng.Decode(file.AsSpan(0, file.Length - 1)));
        Assert.Throws<MaskException>(() => LabelMapPng.Decode(Pictures.StreetJpeg.AsSpan(0, 50)));
        Assert.Throws<ArgumentException>(() => ClassMapPng.Encode(new(2, 2), [1, 2, 3]));
    }
}
