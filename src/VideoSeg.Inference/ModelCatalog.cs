using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference;

/// <summary>The models of a server, by name; they can be exchanged while streams use them. Owns them, together with those streams.</summary>
public sealed class ModelCatalog : IDisposable
{
    private const string UsualModel = "general";

    private readonly Func<IReadOnlyList<ISegmentationModel>, Offer> _read;
    private readonly Lock _reloading = new();
    private readonly Lock _exchanging = new();
    private volatile Offer _offer;

    private ModelCatalog(Func<IReadOnlyList<ISegmentationModel>, Offer> read, KeyframePolicies policies) => (_read, _offer, KeyframePolicies) = (read, read([]), policies);

    /// <summary>Offers models that are made already, for programs that do not load packages.</summary>
    /// <param name="models">At least one; the first is the default. Owned.</param>
    public ModelCatalog(IReadOnlyList<ISegmentationModel> models)
        : this(_ => new Offer(models, models[0]), new KeyframePolicies(KeyframePolicies.BuiltIn))
    {
    }

    /// <summary>The models on offer, in the order of their folders' names.</summary>
    public IReadOnlyList<ISegmentationModel> Models => _offer.Models;

    /// <summary>The keyframe policies that streams and packages may name.</summary>
    public KeyframePolicies KeyframePolicies { get; }

    /// <summary>The model of streams that name none.</summary>
    public ISegmentationModel Default => _offer.Default;

    /// <summary>Loads each sub-folder that has a model.json, or the folder itself where it has one.</summary>
    /// <exception cref="ModelPackageException">A package breaks its contract, two have one name, or the default one is not there.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static ModelCatalog Load(InferenceOptions options) => Load(new ModelLoader(options));

    /// <inheritdoc cref="Load(InferenceOptions)"/>
    public static ModelCatalog Load(ModelLoader loader) => new(loaded => Read(loader, loaded), loader.KeyframePolicies);

    /// <summary>The model of that name, or null. For its description alone: to run it, rent it.</summary>
    public ISegmentationModel? Find(string name) => Models.FirstOrDefault(m => m.Manifest.Name == name);

    /// <summary>The model of that name (empty: the default), or null. The caller disposes it; until then it stays, whatever is loaded in its place.</summary>
    public ISegmentationModel? Rent(string name)
    {
        lock (_exchanging)
        {
            return (name.Length == 0 ? Default : Find(name))?.Share();
        }
    }

    /// <summary>
    /// Loads the packages whose files have changed. New streams get them; a model that is no longer offered is freed with the last of its streams.
    /// All or nothing: where a package breaks its contract, the models stay as they are.
    /// </summary>
    /// <returns>The models that were loaded.</returns>
    /// <exception cref="ModelPackageException">A package breaks its contract, two have one name, or the default one is not there.</exception>
    public IReadOnlyList<ISegmentationModel> Reload()
    {
        lock (_reloading)
        {
            var before = _offer;
            var after = _read(before.Models);
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

    /// <param name="loader">Its options say where the packages lie.</param>
    /// <param name="loaded">Taken over where their packages have not changed.</param>
    private static Offer Read(ModelLoader loader, IReadOnlyList<ISegmentationModel> loaded)
    {
        var options = loader.Options;
        if (!Directory.Exists(options.Models))
        {
            throw new ModelPackageException(options.Models, "there is no such folder of model packages");
        }

        var models = new List<SegmentationModel>();
        try
        {
            foreach (string folder in Folders(options.Models))
            {
                string stamp = PackageStamp.Read(folder);
                var model = loaded.OfType<SegmentationModel>().FirstOrDefault(m => m.Stamp == stamp) ?? loader.Load(folder);
                models.Add(model);
                if (models.Count(m => m.Manifest.Name == model.Manifest.Name) > 1)
                {
                    throw new ModelPackageException(folder, $"its name '{model.Manifest.Name}' is that of another package");
                }
            }

            return new Offer(models, DefaultOf(models, options));
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

    private static IEnumerable<string> Folders(string models) =>
        ManifestReader.IsPackage(models) ? [models] : Directory.EnumerateDirectories(models).Where(ManifestReader.IsPackage).Order(StringComparer.Ordinal);

    private static SegmentationModel DefaultOf(List<SegmentationModel> models, InferenceOptions options)
    {
        string names = models.Count == 0 ? "no package" : string.Join(", ", models.Select(m => m.Manifest.Name));
        if (options.DefaultModel.Length > 0)
        {
            return models.Find(m => m.Manifest.Name == options.DefaultModel)
                ?? throw new ModelPackageException(options.Models, $"the default model '{options.DefaultModel}' is not there; the folder has {names}");
        }

        return models.Find(m => m.Manifest.Name == UsualModel) ?? (models.Count == 1 ? models[0] : throw new ModelPackageException(
            options.Models, $"the folder has {names}{(models.Count == 0 ? "" : "; name the model of streams that name none: --model NAME, or Inference:DefaultModel")}"));
    }

    private sealed record Offer(IReadOnlyList<ISegmentationModel> Models, ISegmentationModel Default);
}
