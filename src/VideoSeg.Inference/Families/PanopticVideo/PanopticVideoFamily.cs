using Microsoft.ML.OnnxRuntime.Tensors;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.PanopticVideo;

/// <summary>
/// VPSNet and YolactEdge style: `semantic` [1,C,h,w], and `prototypes` [1,K,h,w] with `scores` [1,N,T], `boxes` [1,N,4],
/// `coefficients` [1,N,K] and, when there is one, `embeddings` [1,N,E]. Either half alone is enough.
/// </summary>
internal sealed class PanopticVideoFamily : IModelFamily
{
    public string Name => "panoptic-video";

    public IHeadsDecoder Bind(ModelManifest manifest, Graph graph)
    {
        var semantic = Output(graph, HeadNames.Semantic, "[1,C,h,w]", 4);
        var prototypes = Output(graph, HeadNames.Prototypes, "[1,K,h,w]", 4);
        var scores = Output(graph, HeadNames.Scores, "[1,N,T]", 3);
        var boxes = Output(graph, HeadNames.Boxes, "[1,N,4]", 3);
        var coefficients = Output(graph, HeadNames.Coefficients, "[1,N,K]", 3);
        var embeddings = Output(graph, HeadNames.Embeddings, "[1,N,E]", 3);

        if (semantic is not null)
        {
            Require(graph, semantic, 1, manifest.Channels.Count, "the number of channels that the classes in model.json read");
        }

        if (prototypes is not null && scores is not null && boxes is not null && coefficients is not null)
        {
            Require(graph, scores, 2, manifest.Categories.Count(c => c.IsThing), "the number of thing classes in model.json");
            Require(graph, boxes, 1, scores.Shape[1], "N of scores");
            Require(graph, boxes, 2, 4, "x0, y0, x1, y1");
            Require(graph, coefficients, 1, scores.Shape[1], "N of scores");
            Require(graph, coefficients, 2, prototypes.Shape[1], "K of prototypes");
            if (embeddings is not null)
            {
                Require(graph, embeddings, 1, scores.Shape[1], "N of scores");
            }

            if (semantic is not null)
            {
                Require(graph, prototypes, 2, semantic.Shape[2], "h of semantic");
                Require(graph, prototypes, 3, semantic.Shape[3], "w of semantic");
            }
        }
        else if (semantic is null || (prototypes ?? scores ?? boxes ?? coefficients ?? embeddings) is not null)
        {
            throw new ModelPackageException(
                graph.Path,
                $"has the outputs {string.Join(", ", graph.Outputs.Keys)}; family {Name} needs {HeadNames.Semantic}, or all of {HeadNames.Prototypes}, {HeadNames.Scores}, {HeadNames.Boxes} and {HeadNames.Coefficients}, or both");
        }

        var heads = new[] { semantic, prototypes, scores, boxes, coefficients, embeddings }.OfType<TensorSpec>().ToDictionary(head => head.Name);
        return new PanopticVideoDecoder(manifest.Input, heads);
    }

    private static TensorSpec? Output(Graph graph, string name, string form, int rank)
    {
        if (!graph.Outputs.TryGetValue(name, out var spec))
        {
            return null;
        }

        return spec.Type == TensorElementType.Float && spec.Shape.Length == rank && spec.Shape[0] == 1
            ? spec
            : throw new ModelPackageException(graph.Path, $"output {spec} must be float {form}");
    }

    private static void Require(Graph graph, TensorSpec output, int dimension, long expected, string because)
    {
        if (output.Shape[dimension] != expected)
        {
            throw new ModelPackageException(graph.Path, $"output {output} has {output.Shape[dimension]} in dimension {dimension}; expected is {expected}, {because}");
        }
    }
}
