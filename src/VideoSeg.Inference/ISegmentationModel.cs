using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// A model that is ready to run; any number of streams use it at once. It has several owners (the catalog that offers it, the streams that
/// use it): each disposes it once, and the last one frees it.
/// </summary>
public interface ISegmentationModel : IDisposable
{
    ModelManifest Manifest { get; }

    ModelHealth Health { get; }

    /// <summary>ONNX Runtime's name of what executes the graphs.</summary>
    string ExecutionProvider { get; }

    /// <summary>Whether the network names a class for each pixel, and few enough classes for a map of bytes.</summary>
    bool CanMapClasses { get; }

    /// <summary>Whether the outputs are large enough for motion to be seen on their grid.</summary>
    bool CanReuse { get; }

    /// <summary>What a stream that reuses keyframes keeps in memory, in bytes.</summary>
    long StreamMemoryBytes { get; }

    /// <summary>The classes, in the order of model.json.</summary>
    IReadOnlyList<Category> Categories => Manifest.Categories;

    /// <summary>The size that frames are scaled to: a frame needs no more pixels.</summary>
    PixelSize InputSize => Manifest.Input.Size;

    /// <summary>Starts a stream's use of the model. The caller disposes the result, before the model.</summary>
    /// <param name="policy">Which frames are keyframes.</param>
    /// <param name="budget">What all streams together may keep of their keyframes; null: as much as there is.</param>
    /// <param name="headStart">Frames by which the second keyframe comes early, from 0: streams that began together then have their keyframes at different times.</param>
    ISegmenter OpenStream(IKeyframePolicy policy, StreamMemoryBudget? budget = null, int headStart = 0);

    /// <summary>Makes the merger that turns this model's predictions into panoptic maps. One for each stream.</summary>
    PanopticMerger NewMerger() => new(Categories, Manifest.Panoptic, Manifest.Channels);

    /// <summary>Adds one more owner. The caller is an owner already.</summary>
    ISegmentationModel Share();
}
