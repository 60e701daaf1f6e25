using VideoSeg.Vision;
using Category = VideoSeg.Vision.Panoptic.Category;

namespace VideoSeg.Cli.Results;

/// <summary>Converts categories from the wire to those used for drawing and evaluation.</summary>
internal static class CategoryConversion
{
    public static Category ToVision(this V1.Category category) => new(
        checked((int)category.CategoryId),
        category.Name,
        category.IsThing,
        new Rgb((byte)(category.Colour >> 16), (byte)(category.Colour >> 8), (byte)category.Colour));
}
