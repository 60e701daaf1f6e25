using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families;

/// <summary>The model families of a server, by name.</summary>
/// <param name="families">Where two have one name, the later one counts.</param>
public sealed class ModelFamilies(IEnumerable<IModelFamily> families)
{
    private readonly IModelFamily[] _families = [.. families.Reverse().DistinctBy(f => f.Name).Reverse()];

    /// <exception cref="ModelPackageException">No family has the name that the manifest gives.</exception>
    public IModelFamily Find(ModelManifest manifest) =>
        Array.Find(_families, f => f.Name == manifest.Family)
        ?? throw new ModelPackageException(manifest.File, $"family is '{manifest.Family}'; allowed are {string.Join(", ", _families.Select(f => f.Name))}");
}
