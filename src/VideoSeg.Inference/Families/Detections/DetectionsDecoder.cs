using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Detections;

/// <summary>Decodes detections: those of known classes by falling score, with their masks.</summary>
internal sealed class DetectionsDecoder(ModelManifest manifest, DetectionOutputs outputs, DetectionsOptions options, InstanceLimits limits, InstanceTensors tensors, DetectionMasks? masks)
    : IOutputDecoder
{
    private readonly ThingColumns _things = ThingColumns.ById(manifest);
    private readonly NonMaximumSuppression _order = new(overlap: 1, byClass: false);
    private readonly List<Detection> _detections = [];
    private readonly CropWriter? _writer = masks?.NewWriter();
    private readonly PixelSize _input = manifest.Input.Size;
    private float[] _scratch = [];

    public void Decode(GraphOutputs given, PartTensors parts)
    {
        var boxes = given.Floats(outputs.Boxes.Name);
        var labels = given.Integers(outputs.Labels.Name);
        var scores = outputs.Scores is null ? default : given.Floats(outputs.Scores.Name);
        int columns = (int)outputs.Boxes.Shape[^1];
        int count = boxes.Length / columns;
        if (labels.Length != count || (outputs.Scores is not null && scores.Length != count))
        {
            throw new InferenceException($"outputs {outputs.Boxes}, {outputs.Labels}{(outputs.Scores is null ? "" : $" and {outputs.Scores}")} have {count}, {labels.Length}{(outputs.Scores is null ? "" : $" and {scores.Length}")} rows; they must have one row for each detection");
        }

        _detections.Clear();
        for (int row = 0; row < count; row++)
        {
            var box = boxes.Slice(row * columns, columns);
            float score = outputs.Scores is null ? box[4] : scores[row];
            ScoreCheck.Probability(score, outputs.Scores ?? outputs.Boxes);
            if (score >= limits.LeastScore && _things.ThingOf(labels[row]) is >= 0 and var thing)
            {
                Add(box, score, thing, row);
            }
        }

        _order.Apply(_detections, limits.MaxInstances);
        tensors.Write(_detections, parts);
        masks?.Write(_detections, _writer!, ref _scratch, given, parts);
    }

    private void Add(ReadOnlySpan<float> box, float score, int thing, int row)
    {
        ScoreCheck.Finite(box[0] + box[1] + box[2] + box[3], outputs.Boxes);
        var (columns, rows) = options.IsShare ? (_input.Width, _input.Height) : (1, 1);
        _detections.Add(new Detection(box[0] * columns, box[1] * rows, box[2] * columns, box[3] * rows, score, thing, row));
    }
}
