using VideoSeg.Inference;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Models;

internal static class ModelMapping
{
    public static Model ToMessage(ISegmentationModel model, bool isDefault) => new()
    {
        Name = model.Manifest.Name,
        Version = model.Manifest.Version,
        Description = model.Manifest.Description,
        Licence = model.Manifest.Licence,
        Origin = model.Manifest.Origin,
        Family = model.Manifest.Family,
        InputWidth = (uint)model.InputSize.Width,
        InputHeight = (uint)model.InputSize.Height,
        Categories = { model.Categories.Select(ToMessage) },
        IsDefault = isDefault,
        ExecutionProvider = model.ExecutionProvider,
    };

    public static Category ToMessage(Vision.Panoptic.Category category) => new()
    {
        CategoryId = (uint)category.Id,
        Name = category.Name,
        IsThing = category.IsThing,
        Colour = (uint)((category.Colour.R << 16) | (category.Colour.G << 8) | category.Colour.B),
    };
}
