using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Streaming.Acceptance;

/// <summary>Finds the model that a stream asks for, checks the options against it, and fills in what was left open.</summary>
internal sealed class OptionsResolver(ModelCatalog models)
{
    /// <summary>The model of a stream with these options. The caller disposes it; until then it stays loaded, even if the catalog replaces it.</summary>
    /// <exception cref="InvalidStreamOptionException">An option is not allowed.</exception>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public ISegmentationModel Rent(StreamOptions options)
    {
        StreamOptionsCheck.Check(options);
        var model = models.Rent(options.Model) ?? throw new ModelNotFoundException(options.Model, [.. models.Models.Select(m => m.Manifest.Name)]);
        try
        {
            CheckModel(model, options);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The options with each open choice filled in, except the id.</summary>
    public StreamOptions Fill(StreamOptions options, ISegmentationModel model) => options with
    {
        Model = model.Manifest.Name,
        KeyframePolicy = models.KeyframePolicies.NameOf(options.KeyframePolicy ?? model.Manifest.Keyframes.Policy),
        KeyframeInterval = options.KeyframeInterval ?? model.Manifest.Keyframes.Interval,
        KeyframeResidual = options.KeyframeResidual ?? model.Manifest.Keyframes.Residual,
        MinimumScore = options.MinimumScore ?? model.Manifest.Panoptic.ScoreThreshold,
    };

    private void CheckModel(ISegmentationModel model, StreamOptions options)
    {
        if (options.ClassMap && !model.CanMapClasses)
        {
            throw new InvalidStreamOptionException(nameof(options.ClassMap), $"the model '{model.Manifest.Name}' has no semantic head of at most 256 classes, so there is no class map");
        }

        if (options.KeyframePolicy is { } policy && models.KeyframePolicies.Create(new KeyframeOptions(policy)).Reuses && !model.CanReuse)
        {
            throw new InvalidStreamOptionException(nameof(options.KeyframePolicy), $"the model '{model.Manifest.Name}' has outputs too small to estimate motion, so each frame is a keyframe");
        }
    }
}
