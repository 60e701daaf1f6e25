using System.Text.Json.Nodes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Inspection;

/// <summary>Takes the outputs of a graph for those of a family, by names that exporters give and by shapes.</summary>
/// <param name="graph">Its outputs have the sizes of a first run.</param>
/// <param name="metadata">What the exporter says.</param>
/// <param name="input">The size of the image.</param>
internal sealed class OutputReading(GraphSignature graph, ExporterMetadata metadata, PixelSize input)
{
    private const int MostQueries = 2000;

    private static readonly string[] LogitNames = ["logits", "pred_logits", "class_queries_logits", "cls_logits", "labels"];

    private readonly TensorSpec[] _outputs = [.. graph.Outputs.Values];

    /// <summary>The first reading that fits; null: none does.</summary>
    public NetworkGuess? Guess() => PanopticVideo() ?? Detections() ?? Queries() ?? Rows() ?? Semantic();

    private NetworkGuess? PanopticVideo() => Has("semantic") && (_outputs.Length == 1 || Has("prototypes")) && Named("semantic").Shape is [1, var channels, _, _]
        ? new NetworkGuess("panoptic-video", (int)channels, "its outputs have the names of VideoSeg's own networks")
        : null;

    private NetworkGuess? Detections()
    {
        var labels = _outputs.FirstOrDefault(o => o.Type is TensorType.Int64 or TensorType.Int32 && o.Shape.Count is 1 or 2);
        var boxes = _outputs.FirstOrDefault(o => o.Shape.Count is 2 or 3 && o.Shape[^1] is 4 or 5 && o.Type == TensorType.Float32);
        if (labels is null || boxes is null)
        {
            return null;
        }

        bool isBatched = boxes.Shape.Count == 3;
        return new NetworkGuess("detections", 0, $"{boxes} and whole numbers {labels} are boxes and labels after suppression")
        {
            FirstId = isBatched ? 0 : 1,
            Questions = [isBatched ? "classes: labels are taken to count from 0" : "classes: label 0 is taken for background, as in torchvision; a label is the id of a class"],
        };
    }

    private NetworkGuess? Queries()
    {
        var boxes = _outputs.FirstOrDefault(o => o.Shape is [1, <= MostQueries, 4] && !LogitNames.Contains(o.Name));
        var masks = _outputs.FirstOrDefault(o => o.Shape is [1, <= MostQueries, > 1, > 1]);
        var logits = _outputs.FirstOrDefault(o => o != boxes && o.Shape is [1, _, > 0] && (boxes?.Shape[1] ?? masks?.Shape[1]) == o.Shape[1]);
        if (logits is null)
        {
            return null;
        }

        int columns = (int)logits.Shape[2];
        bool isSigmoid = Has("dets") && logits.Name == "labels";
        bool isSoftmax = logits.Name is "class_queries_logits" or "cls_logits" || Has("pred_masks");
        return new NetworkGuess("queries", isSigmoid ? columns : columns - 1, $"{logits}{(boxes is null ? "" : $", {boxes}")}{(masks is null ? "" : $", {masks}")} have a row for each query")
        {
            Decode = isSigmoid || isSoftmax ? new JsonObject { ["score"] = isSigmoid ? "sigmoid" : "softmax" } : [],
            Questions = isSigmoid || isSoftmax ? [] : ["decode.score: sigmoid (RT-DETR, RF-DETR, D-FINE) or softmax (DETR)? The file does not say; classes are listed for softmax, whose last column is no object"],
        };
    }

    private NetworkGuess? Rows()
    {
        var rows = _outputs.FirstOrDefault(o => o is { Type: TensorType.Float32 or TensorType.Float16, Shape: [1, > 4, > 4] });
        if (rows is null)
        {
            return null;
        }

        int masks = (int)(_outputs.FirstOrDefault(o => o.Shape is [1, _, > 1, > 1])?.Shape[1] ?? 0);
        int extra = masks + metadata.KeypointColumns;
        int columns = (int)Math.Min(rows.Shape[1], rows.Shape[2]);
        if (rows.Shape[2] == 6 + extra && rows.Shape[1] <= 1000)
        {
            return Rows(rows, "end-to-end", metadata.Names.Count, $"its rows have {rows.Shape[2]} columns: box, score, class");
        }

        int classes = columns - 4 - extra;
        bool isYolox = columns == rows.Shape[2] && rows.Shape[1] == Families.Rows.YoloxGrid.RowsOf(input) && metadata.Task is null && masks == 0;
        bool hasObjectness = isYolox || (metadata.Names.Count > 0 && classes == metadata.Names.Count + 1);
        var guess = Rows(rows, isYolox ? "yolox" : "raw", classes - (hasObjectness ? 1 : 0), $"its {Math.Max(rows.Shape[1], rows.Shape[2])} rows have {columns} columns: box{(hasObjectness ? ", objectness" : "")}, scores of classes{(masks > 0 ? $", {masks} mask coefficients" : "")}");
        return isYolox
            ? guess with { Questions = ["decode.form: yolox (boxes are offsets from cells) is assumed by the count of rows; if boxes are in pixels, it is raw with objectness"] }
            : guess;
    }

    private NetworkGuess Rows(TensorSpec rows, string form, int classes, string reason)
    {
        var decode = new JsonObject { ["form"] = form };
        if (metadata.KeypointColumns > 0)
        {
            decode["ignored_columns"] = metadata.KeypointColumns;
        }

        string task = metadata.Task is null ? "" : $"; the exporter says task '{metadata.Task}'";
        return new NetworkGuess("rows", classes, $"{rows}: {reason}{task}")
        {
            Decode = decode,
            Questions = metadata.KeypointColumns > 0 ? [$"its keypoints ({metadata.KeypointColumns} columns) are left out"] : [],
        };
    }

    private NetworkGuess? Semantic()
    {
        if (_outputs.FirstOrDefault(o => o.Shape.Count(d => d > 1) >= 2) is not { } map)
        {
            return null;
        }

        bool isFloat = map.Type is TensorType.Float32 or TensorType.Float16;
        int channels = map.Shape is [1, var first, _, var last] && isFloat ? (int)(first <= last ? first : last) : 0;
        return new NetworkGuess("semantic", channels, isFloat ? $"{map} has values of channels for each cell" : $"{map} has the number of a class for each pixel")
        {
            AreThings = false,
            Questions = channels == 1
                ? ["decode.score: are the values of the mask logits (assumed) or probabilities?"]
                : [],
        };
    }

    private bool Has(string name) => graph.Outputs.ContainsKey(name);

    private TensorSpec Named(string name) => graph.Outputs[name];
}
