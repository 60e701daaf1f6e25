using VideoSeg.Inference;

namespace VideoSeg.Server.Hosting;

/// <summary>
/// Whether new streams are welcome: models are loaded and have run before the ports open, so from the start, until the server is asked to stop; and
/// not while the network that they want fails.
/// </summary>
internal sealed class Serving(ModelCatalog models, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>When this is cancelled, nothing serves any more.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Why not, or null: it serves. Of the whole server, which goes by its default model.</summary>
    public string? Problem() => Problem(models.Default);

    /// <summary>Of the model with this name; empty: the whole server. False: there is no such model.</summary>
    public bool TryTell(string service, out bool serves)
    {
        var model = service.Length == 0 ? models.Default : models.Find(service);
        serves = model is not null && Problem(model) is null;
        return model is not null;
    }

    private string? Problem(SegmentationModel model) =>
        Stopping.IsCancellationRequested ? "the server is stopping"
        : !model.Health.IsServing(time) ? $"the network of model '{model.Manifest.Name}' fails"
        : null;
}
