using System.Collections.Concurrent;
using VideoSeg.Inference.Families;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>A network that is loaded and ready; any number of streams use it at once.</summary>
public sealed class SegmentationModel : IDisposable
{
    private readonly Graph _keyframe;
    private readonly IHeadsDecoder _decoder;
    private readonly ConcurrentBag<NetworkStep> _idleSteps = [];
    private volatile bool _disposed;

    private SegmentationModel(ModelManifest manifest, Graph keyframe, IHeadsDecoder decoder, ImageInput image, string executionProvider)
    {
        Manifest = manifest;
        ExecutionProvider = executionProvider;
        Image = image;
        _keyframe = keyframe;
        _decoder = decoder;
    }

    public ModelManifest Manifest { get; }

    /// <summary>In the order of the semantic head's channels.</summary>
    public IReadOnlyList<Category> Categories => Manifest.Categories;

    /// <summary>What executes the graphs.</summary>
    public string ExecutionProvider { get; }

    /// <summary>What frames are brought to: a frame needs no more pixels than these.</summary>
    public PixelSize InputSize => Image.Size;

    /// <summary>Whether the network names a class for each pixel, so that there can be class maps.</summary>
    public bool HasSemanticHead => _decoder.HasSemanticHead;

    internal ImageInput Image { get; }

    /// <summary>Reads and checks the package in <paramref name="folder"/>, and runs its graph once, so that the first frame is not the slowest.</summary>
    /// <exception cref="ModelPackageException">The package is not what it must be.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public static SegmentationModel Load(string folder, InferenceOptions options)
    {
        var manifest = ManifestReader.Read(folder);
        var family = ModelFamilies.Find(manifest, folder);
        var keyframe = new Graph(manifest.KeyframeGraph, options);
        try
        {
            var model = new SegmentationModel(manifest, keyframe, family.Bind(manifest, keyframe), new ImageInput(manifest.Input, keyframe), options.ExecutionProvider);
            using (var warmUp = model.TakeStep())
            {
                warmUp.Execute();
            }

            return model;
        }
        catch
        {
            keyframe.Dispose();
            throw;
        }
    }

    /// <summary>What turns this model's heads into maps. One a stream.</summary>
    public PanopticMerger NewMerger() => new(Categories, Manifest.Panoptic);

    /// <summary>The steps must be back by now.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idleSteps.TryTake(out var step))
        {
            step.Release();
        }

        _keyframe.Dispose();
    }

    internal NetworkStep TakeStep() =>
        _idleSteps.TryTake(out var step) ? step : new NetworkStep(this, _keyframe, _decoder);

    internal void Return(NetworkStep step)
    {
        if (_disposed)
        {
            step.Release();
        }
        else
        {
            _idleSteps.Add(step);
        }
    }
}
