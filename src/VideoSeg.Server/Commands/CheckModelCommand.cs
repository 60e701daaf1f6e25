using VideoSeg.Inference;

namespace VideoSeg.Server.Commands;

/// <summary>Loads one package as the server would, and describes it.</summary>
internal static class CheckModelCommand
{
    public static void Run(string folder)
    {
        using var model = SegmentationModel.Load(folder, new InferenceOptions());
        var manifest = model.Manifest;
        var categories = model.Categories;
        Console.WriteLine($"""
            {manifest.Name} {manifest.Version}: {manifest.Description}
              family   {manifest.Family}
              input    {model.InputSize}
              between  {(model.HasPropagatedNetwork ? $"keyframes runs {Path.GetFileName(manifest.PropagatedGraph)}" : "keyframes the heads are warped")}
              fusion   {(model.Fuses ? "of a keyframe with the one before" : "none")}
              memory   {model.StreamMemoryBytes:N0} bytes for a stream that reuses keyframes
              things   {string.Join(", ", categories.Where(c => c.IsThing).Select(c => c.Name))}
              stuff    {string.Join(", ", categories.Where(c => !c.IsThing).Select(c => c.Name))}
              licence  {manifest.Licence}
              origin   {manifest.Origin}
            """);
    }
}
