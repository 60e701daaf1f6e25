using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>How the columns of the class scores are read.</summary>
/// <param name="Score">How they become probabilities.</param>
/// <param name="First">The column of class 0: 1 where the first one is no object.</param>
/// <param name="Classes">How many columns are classes.</param>
internal sealed record QueryColumns(QueryScore Score, int First, int Classes)
{
    private static readonly string[] MaskFormerNames = ["class_queries_logits", "cls_logits"];

    /// <summary>What model.json says counts; else names that only one kind of network has. What neither tells is asked for: the two readings are never mixed up silently.</summary>
    /// <exception cref="ModelPackageException">It cannot be told, or the count of columns contradicts it.</exception>
    public static QueryColumns Find(ModelManifest manifest, GraphSignature graph, TensorSpec logits, QueriesOptions options)
    {
        int columns = (int)logits.Shape[2];
        int classes = manifest.Columns.Max() + 1;
        var score = options.Score ?? ScoreOf(graph, logits, columns, classes) ?? throw new ModelPackageException(
            manifest.File,
            $"decode.score is missing, and output {logits} of {Path.GetFileName(graph.Path)} may be read both ways: allowed are sigmoid (each class by itself), softmax (with one column for no object)");
        var background = options.Background ?? (score == QueryScore.Softmax ? BackgroundColumn.Last : BackgroundColumn.None);
        int left = columns - (background == BackgroundColumn.None ? 0 : 1);
        bool fits = score == QueryScore.Softmax ? left == classes : left >= classes;
        return fits ? new QueryColumns(score, background == BackgroundColumn.First ? 1 : 0, left) : throw new ModelPackageException(
            graph.Path,
            $"output {logits} has {columns} columns; with {score.ToString().ToLowerInvariant()} and background '{background.ToString().ToLowerInvariant()}' {left} of them are classes, but the classes in model.json read {classes}");
    }

    private static QueryScore? ScoreOf(GraphSignature graph, TensorSpec logits, int columns, int classes)
    {
        if (logits.Name == "labels" && graph.Outputs.ContainsKey("dets"))
        {
            return QueryScore.Sigmoid;
        }

        if (MaskFormerNames.Contains(logits.Name))
        {
            return QueryScore.Softmax;
        }

        bool isTransformers = logits.Name == "logits" && (graph.Outputs.ContainsKey("pred_boxes") || graph.Outputs.ContainsKey("pred_masks"));
        return isTransformers && columns == classes + 1 ? QueryScore.Softmax
            : isTransformers && columns == classes ? QueryScore.Sigmoid
            : null;
    }
}
