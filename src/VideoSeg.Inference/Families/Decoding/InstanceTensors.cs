using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Decoding;

/// <summary>The tensors in which decoded detections are kept: fewer and smaller ones than the network gives.</summary>
internal sealed class InstanceTensors
{
    private readonly int _things;

    /// <param name="manifest">Its thing classes are the columns of the scores.</param>
    /// <param name="most">How many detections there may be.</param>
    /// <exception cref="ModelPackageException">There is no class of things.</exception>
    public InstanceTensors(ModelManifest manifest, int most)
    {
        _things = manifest.Categories.Count(c => c.IsThing);
        if (_things == 0)
        {
            throw new ModelPackageException(manifest.File, $"classes has no class of kind thing; the detections of family {manifest.Family} are things");
        }

        Most = most;
        Scores = Float("detections.scores", most, _things);
        Boxes = Float("detections.boxes", most, 4);
    }

    public int Most { get; }

    public TensorSpec Scores { get; }

    public TensorSpec Boxes { get; }

    /// <summary>A tensor of a part: float32, with a batch of 1.</summary>
    public static TensorSpec Float(string name, params long[] shape) => new(name, TensorType.Float32, [1, .. shape]);

    /// <summary>The part, with these boxes and scores.</summary>
    public InstancePart Part(PixelSize input, InstanceMasks masks) => new(input) { Scores = Scores, Boxes = Boxes, Masks = masks };

    /// <summary>Writes the detections in their order, and marks the rows behind them as empty.</summary>
    /// <param name="detections">Not more than <see cref="Most"/>.</param>
    /// <param name="parts">Written.</param>
    public void Write(IReadOnlyList<Detection> detections, PartTensors parts)
    {
        var scores = parts[Scores];
        var boxes = parts[Boxes];
        boxes.Clear();
        scores.Fill(-1);
        for (int i = 0; i < detections.Count; i++)
        {
            var detection = detections[i];
            scores[(i * _things) + detection.Thing] = detection.Score;
            (boxes[4 * i], boxes[(4 * i) + 1]) = (detection.Left, detection.Top);
            (boxes[(4 * i) + 2], boxes[(4 * i) + 3]) = (detection.Right, detection.Bottom);
        }
    }
}
