using VideoSeg.Inference.Families.PanopticVideo;
using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families;

/// <summary>The families that a package may name.</summary>
internal static class ModelFamilies
{
    private static readonly IModelFamily[] All = [new PanopticVideoFamily()];

    /// <exception cref="ModelPackageException">There is no such family.</exception>
    public static IModelFamily Find(ModelManifest manifest, string folder) =>
        Array.Find(All, f => f.Name == manifest.Family)
        ?? throw new ModelPackageException(folder, $"family is '{manifest.Family}'; known are {string.Join(", ", All.Select(f => f.Name))}");
}
