using VideoSeg.Inference.Families;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Networks;

/// <summary>
/// The whole network: `image` to heads, and to `cache.X` for frames to come. One that fuses over time (VPSNet) also takes `previous.X`, the X of the
/// stream's last keyframe, and optionally the `flow` to that keyframe and `previous.valid`, [1], 1 or 0; where there is no keyframe before, all of them are 0.
/// </summary>
internal sealed class KeyframeNetwork
{
    private const string Previous = "previous.";
    private const string Cache = "cache.";

    /// <exception cref="ModelPackageException">An input or output breaks the contract.</exception>
    public KeyframeNetwork(Graph graph, ModelManifest manifest, IModelFamily family)
    {
        Graph = graph;
        Parts = family.Bind(manifest, graph.Signature);
        Image = new ImageInput(manifest.Input, graph, manifest.Input.Size);
        KeptInput[] previous = [.. graph.Inputs.Keys.Where(n => n.StartsWith(Previous, StringComparison.Ordinal) && n != KeyframeFusion.Valid).Select(n => Keep(graph, n, Previous))];
        string[] fusion = [FlowInput.Name, KeyframeFusion.Valid];
        if (graph.Inputs.Keys.Except([ImageInput.Name, .. previous.Select(p => p.Name), .. previous.Length > 0 ? fusion : []]).FirstOrDefault() is { } unknown)
        {
            throw new ModelPackageException(
                graph.Path,
                $"has the inputs {string.Join(", ", graph.Inputs.Keys)}; {unknown} is not allowed: a keyframe graph takes {ImageInput.Name}, and one that fuses over time {Previous}X, with {KeyframeFusion.Valid} and {FlowInput.Name} as options");
        }

        if (graph.Inputs.GetValueOrDefault(KeyframeFusion.Valid) is { } valid and not { Type: TensorType.Float32, Shape: [1] })
        {
            throw new ModelPackageException(graph.Path, $"input {valid} does not fit; expected is {KeyframeFusion.Valid} float [1]");
        }

        var flow = graph.Inputs.ContainsKey(FlowInput.Name) ? new FlowInput(graph) : null;
        if (manifest.Fusion && previous.Length > 0)
        {
            Fusion = new KeyframeFusion(previous, flow, graph.Inputs.ContainsKey(KeyframeFusion.Valid));
        }
    }

    public Graph Graph { get; }

    /// <summary>What its outputs mean.</summary>
    public PredictionParts Parts { get; }

    public ImageInput Image { get; }

    /// <summary>What it reads of the keyframe before; null: nothing.</summary>
    public KeyframeFusion? Fusion { get; }

    /// <summary>The output that `X` means in a later frame's input: `cache.X`, or else the head X.</summary>
    /// <param name="reader">The graph whose input it is.</param>
    /// <param name="input">Its name is <paramref name="prefix"/> + X.</param>
    /// <param name="prefix">What stands before X.</param>
    /// <exception cref="ModelPackageException">There is no such output, or it has another type or shape.</exception>
    public KeptInput Keep(Graph reader, string input, string prefix)
    {
        string name = input[prefix.Length..];
        string cache = Cache + name;
        string output = Graph.Outputs.ContainsKey(cache) ? cache : name;
        return new KeptInput(input, Source(reader, input, output, Parts.Tensors.Keys.Concat(Graph.Outputs.Keys.Where(o => o.StartsWith(Cache, StringComparison.Ordinal)))));
    }

    /// <summary>An output, where it is one of <paramref name="allowed"/> and fits the input that is to get it.</summary>
    /// <exception cref="ModelPackageException">It does not.</exception>
    public string Source(Graph reader, string input, string output, IEnumerable<string> allowed)
    {
        if (!allowed.Contains(output))
        {
            throw new ModelPackageException(reader.Path, $"input {input} has no source: {Path.GetFileName(Graph.Path)} has no {output}, but {string.Join(", ", allowed)}");
        }

        var (given, wanted) = (Graph.Outputs[output], reader.Inputs[input]);
        return given.Fits(wanted)
            ? output
            : throw new ModelPackageException(reader.Path, $"input {wanted} does not fit its source, which is {given} in {Path.GetFileName(Graph.Path)}");
    }
}
