using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference;

/// <summary>The models of a server, by name; they can be exchanged while streams use them. Owns them, together with those streams.</summary>
public sealed class ModelCatalog : IDisposable
{
    private readonly InferenceOptions _options;
    private readonly Lock _reloading = new();
    private readonly Lock _exchanging = new();
    private volatile Offer _offer;

    private ModelCatalog(InferenceOptions options, Offer offer) => (_options, _offer) = (options, offer);

    /// <summary>In the order of their folders' names.</summary>
    public IReadOnlyList<SegmentationModel> Models => _offer.Models;

    /// <summary>For streams that name none.</summary>
    public SegmentationModel Default => _offer.Default;

    /// <summary>Loads each sub-folder that has a model.json.</summary>
    /// <exception cref="ModelPackageException">A package is not what it must be, two have one name, or the default one is not there.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static ModelCatalog Load(InferenceOptions options) => new(options, Read(options, []));

    /// <summary>The model of that name, or null. To look at: who runs it rents it.</summary>
    public SegmentationModel? Find(string name) => Models.FirstOrDefault(m => m.Manifest.Name == name);

    /// <summary>The model of that name (empty: the default), or null. The caller disposes it; until then it stays, whatever is loaded in its place.</summary>
    public SegmentationModel? Rent(string name)
    {
        lock (_exchanging)
        {
            return (name.Length == 0 ? Default : Find(name))?.Share();
        }
    }

    /// <summary>
    /// Loads the packages whose files have changed. New streams get them; a model that is no longer offered is freed with the last of its streams.
    /// All or nothing: where a package is not what it must be, the models stay as they are.
    /// </summary>
    /// <returns>The models that were loaded.</returns>
    /// <exception cref="ModelPackageException">A package is not what it must be, two have one name, or the default one is not there.</exception>
    public IReadOnlyList<SegmentationModel> Reload()
    {
        lock (_reloading)
        {
            var before = _offer;
            var after = Read(_options, before.Models);
            lock (_exchanging)
            {
                _offer = after;
            }

            foreach (var model in before.Models.Except(after.Models))
            {
                model.Dispose();
            }

            return [.. after.Models.Except(before.Models)];
        }
    }

    public void Dispose()
    {
        foreach (var model in Models)
        {
            model.Dispose();
        }
    }

    /// <param name="options">Where the packages lie.</param>
    /// <param name="loaded">Taken over where their packages have not changed.</param>
    private static Offer Read(InferenceOptions options, IReadOnlyList<SegmentationModel> loaded)
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
                string stamp = PackageStamp.Of(folder);
                var model = loaded.FirstOrDefault(m => m.Stamp == stamp) ?? SegmentationModel.Load(folder, options);
                models.Add(model);
                if (models.Count(m => m.Manifest.Name == model.Manifest.Name) > 1)
                {
                    throw new ModelPackageException(folder, $"its name '{model.Manifest.Name}' is that of another package");
                }
            }

            return new Offer(models, models.Find(m => m.Manifest.Name == options.DefaultModel) ?? throw new ModelPackageException(
                options.Models,
                $"the default model '{options.DefaultModel}' is not there; the folder has {(models.Count == 0 ? "no package" : string.Join(", ", models.Select(m => m.Manifest.Name)))}"));
        }
        catch
        {
            foreach (var model in models.Except(loaded))
            {
                model.Dispose();
            }

            throw;
        }
    }

    private sealed record Offer(IReadOnlyList<SegmentationModel> Models, SegmentationModel Default);
}
