using VideoSeg.Inference;
using VideoSeg.Streaming.ResultLog;

namespace VideoSeg.Server.Health;

/// <summary>
/// Whether the server accepts new streams: from the start, because models are loaded and have run before the ports open, until it is asked to stop;
/// and not while the network of the model fails, or results can't be numbered.
/// </summary>
internal sealed class Serving(ModelCatalog models, SequenceNumbers sequences, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Is cancelled when the server is asked to stop.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Why the server as a whole does not serve, or null: it does. Its default model decides.</summary>
    public string? Problem() => Problem(models.Default);

    /// <summary>What will end the serving unless someone acts; null: nothing is known.</summary>
    public string? Warning() => sequences.Problem is { } problem ? $"no more sequence numbers can be reserved: {problem}" : null;

    /// <summary>Whether the model of this name serves; empty: the whole server. False: there is no such model.</summary>
    public bool TryGet(string service, out bool serves)
    {
        var model = service.Length == 0 ? models.Default : models.Find(service);
        serves = model is not null && Problem(model) is null;
        return model is not null;
    }

    private string? Problem(ISegmentationModel model) =>
        Stopping.IsCancellationRequested ? "the server is stopping"
        : sequences.IsExhausted ? $"results can't be numbered: {sequences.Problem}"
        : !model.Health.IsServing(time) ? $"the network of model '{model.Manifest.Name}' fails"
        : null;
}
