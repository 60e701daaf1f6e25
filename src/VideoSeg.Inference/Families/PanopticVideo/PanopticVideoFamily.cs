using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.PanopticVideo;

/// <summary>
/// VPSNet and YolactEdge style: `semantic` [1,C,h,w], and `prototypes` [1,K,h,w] with `scores` [1,N,T], `boxes` [1,N,4],
/// `coefficients` [1,N,K] and, when there is one, `embeddings` [1,N,E]. Either half alone is enough.
/// </summary>
public sealed class PanopticVideoFamily : IModelFamily
{
    private const string Semantic = "semantic";
    private const string Prototypes = "prototypes";
    private const string Scores = "scores";
    private const string Boxes = "boxes";
    private const string Coefficients = "coefficients";
    private const string Embeddings = "embeddings";

    public string Name => "panoptic-video";

    public PredictionParts Bind(ModelManifest manifest, GraphSignature graph)
    {
        if (manifest.Outputs.Keys.FirstOrDefault() is { } role)
        {
            throw new ModelPackageException(manifest.File, $"outputs.{role} is not read by family {Name}, whose outputs have fixed names");
        }

        var semantic = Output(graph, Semantic, "[1,C,h,w]", 4);
        if (semantic is not null)
        {
            manifest.RequireEveryColumn();
            Require(graph, semantic, 1, manifest.Channels.Count, "the number of channels that the classes in model.json read");
        }

        var instances = BindInstances(manifest, graph, semantic);
        return new PredictionParts(manifest.Input.Size, semantic is null ? null : new SemanticPart(semantic), instances);
    }

    private InstancePart? BindInstances(ModelManifest manifest, GraphSignature graph, TensorSpec? semantic)
    {
        var prototypes = Output(graph, Prototypes, "[1,K,h,w]", 4);
        var scores = Output(graph, Scores, "[1,N,T]", 3);
        var boxes = Output(graph, Boxes, "[1,N,4]", 3);
        var coefficients = Output(graph, Coefficients, "[1,N,K]", 3);
        var embeddings = Output(graph, Embeddings, "[1,N,E]", 3);
        if (prototypes is null || scores is null || boxes is null || coefficients is null)
        {
            return semantic is not null && (prototypes ?? scores ?? boxes ?? coefficients ?? embeddings) is null ? null : throw new ModelPackageException(
                graph.Path,
                $"has the outputs {string.Join(", ", graph.Outputs.Keys)}; family {Name} needs {Semantic}, or all of {Prototypes}, {Scores}, {Boxes} and {Coefficients}, or both");
        }

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

        return new InstancePart(manifest.Input.Size) { Scores = scores, Boxes = boxes, Masks = new PrototypeMasks(prototypes, coefficients), Embeddings = embeddings };
    }

    private static TensorSpec? Output(GraphSignature graph, string name, string form, int rank)
    {
        if (!graph.Outputs.TryGetValue(name, out var spec))
        {
            return null;
        }

        return spec is { Type: TensorType.Float32, IsOpen: false } && spec.Shape.Count == rank && spec.Shape[0] == 1
            ? spec
            : throw new ModelPackageException(graph.Path, $"output {spec} must be float {form}");
    }

    private static void Require(GraphSignature graph, TensorSpec output, int dimension, long expected, string because)
    {
        if (output.Shape[dimension] != expected)
        {
            throw new ModelPackageException(graph.Path, $"output {output} has {output.Shape[dimension]} in dimension {dimension}; expected is {expected}, {because}");
        }
    }
}
