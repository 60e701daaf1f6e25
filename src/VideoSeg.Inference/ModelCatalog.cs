using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference;

/// <summary>The models of a server, by name. Owns them.</summary>
public sealed class ModelCatalog : IDisposable
{
    private ModelCatalog(IReadOnlyList<SegmentationModel> models, SegmentationModel defaultModel)
    {
        Models = models;
        Default = defaultModel;
    }

    /// <summary>In the order of their folders' names.</summary>
    public IReadOnlyList<SegmentationModel> Models { get; }

    /// <summary>For streams that name none.</summary>
    public SegmentationModel Default { get; }

    /// <summary>Loads each sub-folder that has a model.json.</summary>
    /// <exception cref="ModelPackageException">A package is not what it must be, two have one name, or the default one is not there.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static ModelCatalog Load(InferenceOptions options)
    {
        if (!Directory.Exists(options.Models))
        {
            throw new ModelPackageException(options.Models, "there is no such folder of model packages");
        }

        var models = new List<SegmentationModel>();
        try
        {
            foreach (string folder in Directory.EnumerateDirectories(options.Models).Where(ManifestReader.IsPackage).Order(StringComparer.Ordinal))
            {
                var model = SegmentationModel.Load(folder, options);
                models.Add(model);
                if (models.Count(m => m.Manifest.Name == model.Manifest.Name) > 1)
                {
                    throw new ModelPackageException(folder, $"its name '{model.Manifest.Name}' is that of another package");
                }
            }

            return new ModelCatalog(models, models.Find(m => m.Manifest.Name == options.DefaultModel) ?? throw new ModelPackageException(
                options.Models,
                $"the default model '{options.DefaultModel}' is not there; the folder has {(models.Count == 0 ? "no package" : string.Join(", ", models.Select(m => m.Manifest.Name)))}"));
        }
        catch
        {
            models.ForEach(m => m.Dispose());
            throw;
        }
    }

    /// <summary>The model of that name, or null.</summary>
    public SegmentationModel? Find(string name) => Models.FirstOrDefault(m => m.Manifest.Name == name);

    public void Dispose()
    {
        foreach (var model in Models)
        {
            model.Dispose();
        }
    }
}
