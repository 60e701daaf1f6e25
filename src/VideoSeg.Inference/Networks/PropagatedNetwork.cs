using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Networks;

/// <summary>
/// The network of propagated frames, those between keyframes. It reads any of: `image`, of a size of its own; `cache.X`, the X of the stream's last
/// keyframe; `warped.X`, the head X of that keyframe after the server's own warp; and the `flow` to it. It gives any of the heads; the server propagates the others.
/// </summary>
internal sealed class PropagatedNetwork
{
    private const string Cache = "cache.";
    private const string Warped = "warped.";

    /// <exception cref="ModelPackageException">An input or output breaks the contract.</exception>
    public PropagatedNetwork(Graph graph, KeyframeNetwork keyframe)
    {
        Graph = graph;
        Settle(graph);
        var caches = new List<KeptInput>();
        foreach (string name in graph.Inputs.Keys)
        {
            switch (name)
            {
                case ImageTensor.Name:
                    Image = new ImageInput(keyframe.Manifest.Input, ImageTensor.Find(graph.Signature));
                    break;
                case FlowInput.Name:
                    Flow = new FlowInput(graph);
                    break;
                case var _ when name.StartsWith(Cache, StringComparison.Ordinal):
                    caches.Add(keyframe.Keep(graph, name, Cache));
                    break;
                case var _ when name.StartsWith(Warped, StringComparison.Ordinal):
                    keyframe.Source(graph, name, name[Warped.Length..], keyframe.Parts.Tensors.Keys);
                    break;
                default:
                    throw new ModelPackageException(graph.Path, $"has the input {name}; allowed are {ImageTensor.Name}, {FlowInput.Name}, {Cache}X and {Warped}X, where X is of the keyframe graph");
            }
        }

        Caches = caches;
        foreach (var output in graph.Outputs.Values)
        {
            if (!keyframe.Parts.Tensors.TryGetValue(output.Name, out var head) || !head.Fits(output))
            {
                throw new ModelPackageException(graph.Path, $"has the output {output}; allowed are the heads of {Path.GetFileName(keyframe.Graph.Path)}: {string.Join("; ", keyframe.Parts.Tensors.Values)}");
            }
        }
    }

    private static void Settle(Graph graph)
    {
        var inputs = OpenBatch.Settle(graph.Signature, []);
        using var zeros = new TensorSet(inputs.Values);
        graph.Measure(inputs, zeros);
    }

    public Graph Graph { get; }

    public ImageInput? Image { get; }

    public FlowInput? Flow { get; }

    public IReadOnlyList<KeptInput> Caches { get; }

    public bool Gives(string head) => Graph.Outputs.ContainsKey(head);

    /// <summary>Whether it reads the head as the server propagates it.</summary>
    public bool Takes(string head) => Graph.Inputs.ContainsKey(WarpedInput(head));

    public static string WarpedInput(string head) => Warped + head;
}
