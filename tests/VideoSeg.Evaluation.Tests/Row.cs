using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Tests;

/// <summary>
/// Pictures of one row, written as text: each character is a pixel. '.' is void, a small letter an object of category 1 ("car", a
/// thing), a capital one of category 2 ("person", a thing), '#' a crowd of cars, '=' the road (category 5, stuff).
/// </summary>
internal static class Row
{
    public static readonly Category[] Categories =
    [
        new(1, "car", true, default), new(2, "person", true, default), new(5, "road", false, default),
    ];

    public static LabelledImage Of(string pixels) => new(
        pixels,
        new PixelSize(pixels.Length, 1),
        pixels.Select(pixel => pixel == '.' ? 0 : (int)pixel).ToArray(),
        [.. pixels.Where(pixel => pixel != '.').Distinct().Select(pixel => new LabelledSegment(pixel, CategoryOf(pixel), pixel == '#'))]);

    private static int CategoryOf(char pixel) => pixel == '=' ? 5 : char.IsUpper(pixel) ? 2 : 1;
}
