using System.Numerics.Tensors;
using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>
/// Decodes queries: the best class of each, with its box and mask. A query with a mask has the box of its mask, so that the mask is not cut where the network's own box
/// is too small.
/// </summary>
internal sealed class QueriesDecoder : IOutputDecoder
{
    /// <summary>The logit outside a crop; a crop has a border of cells that do not belong to the mask.</summary>
    public const float Outside = -10;

    private readonly QueryOutputs _outputs;
    private readonly QueriesOptions _options;
    private readonly InstanceLimits _limits;
    private readonly InstanceTensors? _tensors;
    private readonly QueryProbabilities _probabilities;
    private readonly QuerySemantics? _semantics;
    private readonly ThingColumns _things;
    private readonly NonMaximumSuppression _order = new(overlap: 1, byClass: false);
    private readonly CropWriter? _writer;
    private readonly PixelSize _input;
    private readonly List<Detection> _detections = [];
    private readonly List<PixelBox> _crops = [];

    public QueriesDecoder(ModelManifest manifest, QueryOutputs outputs, QueryColumns columns, QueriesOptions options, InstanceLimits limits, InstanceTensors? tensors, TensorSpec? stuff)
    {
        (_outputs, _options, _limits, _tensors) = (outputs, options, limits, tensors);
        _probabilities = new QueryProbabilities(outputs.Logits, columns);
        _semantics = stuff is null ? null : new QuerySemantics(manifest, stuff);
        _things = ThingColumns.ByColumn(manifest);
        _writer = outputs.Masks is null || tensors is null ? null : new CropWriter(limits.MaxInstances);
        _input = manifest.Input.Size;
    }

    public void Decode(GraphOutputs outputs, PartTensors parts)
    {
        foreach (var output in new[] { _outputs.Logits, _outputs.Boxes, _outputs.Masks }.OfType<TensorSpec>().Where(o => !outputs.ShapeOf(o.Name).SequenceEqual(o.Shape)))
        {
            throw new InferenceException($"output {output} has the shape [{string.Join(',', outputs.ShapeOf(output.Name))}] now; when the package was loaded it was [{string.Join(',', output.Shape)}]");
        }

        _probabilities.Compute(outputs.Floats(_outputs.Logits.Name));
        var masks = _outputs.Masks is null ? default : outputs.Floats(_outputs.Masks.Name);
        _semantics?.Write(_probabilities, masks, parts);
        if (_tensors is not null)
        {
            FindDetections(outputs, masks);
            _tensors.Write(_detections, parts);
            WriteMasks(masks, parts);
        }
    }

    private void FindDetections(GraphOutputs outputs, ReadOnlySpan<float> masks)
    {
        var boxes = _outputs.Boxes is null ? default : outputs.Floats(_outputs.Boxes.Name);
        _detections.Clear();
        for (int query = 0; query < _probabilities.Queries; query++)
        {
            var scores = _probabilities.Of(query);
            int best = TensorPrimitives.IndexOfMax(scores);
            if (scores[best] >= _limits.LeastScore && _things.ThingOf(best) is >= 0 and var thing)
            {
                var detection = boxes.IsEmpty ? new Detection(0, 0, 0, 0, scores[best], thing, query) : WithBox(boxes.Slice(4 * query, 4), scores[best], thing, query);
                _detections.Add(detection);
            }
        }

        _order.Apply(_detections, _limits.MaxInstances);
        UseBoxesOfMasks(masks);
    }

    private Detection WithBox(ReadOnlySpan<float> box, float score, int thing, int query)
    {
        ScoreCheck.Finite(box[0] + box[1] + box[2] + box[3], _outputs.Boxes!);
        var (a, b, c, d) = (box[0], box[1], box[2], box[3]);
        if (!_options.IsCorners)
        {
            (a, b, c, d) = (a - (c / 2), b - (d / 2), a + (c / 2), b + (d / 2));
        }

        var (columns, rows) = _options.IsPixels ? (1, 1) : (_input.Width, _input.Height);
        return new Detection(a * columns, b * rows, c * columns, d * rows, score, thing, query);
    }

    /// <summary>Drops queries whose mask is empty.</summary>
    private void UseBoxesOfMasks(ReadOnlySpan<float> masks)
    {
        _crops.Clear();
        if (_outputs.Masks is null)
        {
            return;
        }

        var size = MaskSize;
        int kept = 0;
        for (int i = 0; i < _detections.Count; i++)
        {
            var detection = _detections[i];
            if (PositiveBox(masks.Slice(detection.Row * (int)size.Pixels, (int)size.Pixels), size) is not { Area: > 0 } box)
            {
                continue;
            }

            float cellWidth = (float)_input.Width / size.Width, cellHeight = (float)_input.Height / size.Height;
            _crops.Add(box);
            _detections[kept++] = detection with { Left = box.X * cellWidth, Top = box.Y * cellHeight, Right = box.Right * cellWidth, Bottom = box.Bottom * cellHeight };
        }

        _detections.RemoveRange(kept, _detections.Count - kept);
    }

    private PixelSize MaskSize => new((int)_outputs.Masks!.Shape[3], (int)_outputs.Masks.Shape[2]);

    private void WriteMasks(ReadOnlySpan<float> masks, PartTensors parts)
    {
        if (_writer is null)
        {
            return;
        }

        _writer.Begin(parts);
        var size = MaskSize;
        for (int i = 0; i < _detections.Count; i++)
        {
            _writer.Add(i, _detections[i], masks.Slice(_detections[i].Row * (int)size.Pixels, (int)size.Pixels), size, _crops[i], (0, 0, _input.Width, _input.Height), parts);
        }
    }

    /// <summary>The cells around which the mask is, with a border of one cell; empty: there are none.</summary>
    private static PixelBox PositiveBox(ReadOnlySpan<float> mask, PixelSize size)
    {
        var (left, top, right, bottom) = (size.Width, size.Height, -1, -1);
        for (int y = 0; y < size.Height; y++)
        {
            var row = mask.Slice(y * size.Width, size.Width);
            int first = 0;
            while (first < row.Length && !(row[first] > 0))
            {
                first++;
            }

            if (first == row.Length)
            {
                continue;
            }

            int last = row.Length - 1;
            while (!(row[last] > 0))
            {
                last--;
            }

            (left, right, top, bottom) = (Math.Min(left, first), Math.Max(right, last), Math.Min(top, y), y);
        }

        if (bottom < 0)
        {
            return default;
        }

        (left, top) = (Math.Max(left - 1, 0), Math.Max(top - 1, 0));
        return new PixelBox(left, top, Math.Min(right + 2, size.Width) - left, Math.Min(bottom + 2, size.Height) - top);
    }
}
