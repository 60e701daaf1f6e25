using VideoSeg.Inference.Families;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Networks;

/// <summary>
/// The whole network: an image to what its family decodes, and to `cache.X` for frames to come. One that fuses over time (VPSNet) also takes `previous.X`,
/// the X of the stream's last keyframe, and optionally the `flow` to that keyframe and `previous.valid`, [1], 1 or 0; where there is no keyframe before, all
/// of them are 0.
/// </summary>
internal sealed class KeyframeNetwork
{
    private const string Previous = "previous.";
    private const string Cache = "cache.";

    private readonly ConstantInputs _constants;
    private readonly ImageTensor _image;

    /// <param name="graph">Its open sizes are settled here.</param>
    /// <param name="manifest">The size of the image may still be missing in it.</param>
    /// <param name="family">Knows what the outputs mean.</param>
    /// <exception cref="ModelPackageException">An input or output breaks the contract.</exception>
    /// <exception cref="InferenceException">The graph fails on a black picture.</exception>
    public KeyframeNetwork(Graph graph, ModelManifest manifest, IModelFamily family)
    {
        Graph = graph;
        _image = ImageTensor.Find(graph.Signature, manifest);
        Manifest = manifest with { Input = manifest.Input with { Width = _image.Size.Width, Height = _image.Size.Height } };
        _constants = new ConstantInputs(Manifest);
        var constants = _constants.Settle(graph.Signature, _image.Size);
        string[] previous = [.. graph.Inputs.Keys.Where(n => n.StartsWith(Previous, StringComparison.Ordinal) && n != KeyframeFusion.Valid)];
        CheckInputs([_image.Spec.Name, .. constants.Select(c => c.Name), .. previous], previous.Length > 0);
        Settle(constants);
        Parts = family.Bind(Manifest, SingleImage(graph.Signature));
        manifest.Decode.Finish();
        Manifest = Manifest with { Channels = Parts.Channels ?? manifest.Channels, Composition = CompositionOf(manifest) };
        Image = new ImageInput(Manifest.Input, _image);
        Fusion = FusionOf(previous);
    }

    public Graph Graph { get; }

    /// <summary>What model.json says, and for what it leaves out what the graph and the family say.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>What its outputs mean.</summary>
    public PredictionParts Parts { get; }

    public ImageInput Image { get; }

    /// <summary>What it reads of the keyframe before; null: nothing.</summary>
    public KeyframeFusion? Fusion { get; }

    /// <summary>Makes the inputs of a step; constants are in place. The caller disposes them.</summary>
    public TensorSet NewInputs()
    {
        var inputs = new TensorSet(Graph.Inputs.Values);
        _constants.Write(inputs, Graph.Inputs);
        return inputs;
    }

    /// <summary>Makes what decodes the outputs of a step; null: the outputs are the parts.</summary>
    public OutputDecoding? NewDecoding(TensorSet outputs) =>
        Parts.NewDecoder is null ? null : new OutputDecoding(Parts, new GraphOutputs(Graph.Outputs, outputs, _image.Batch));

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

    /// <summary>What is kept under a name: a tensor of a part, or an output `cache.X`.</summary>
    public TensorSpec Kept(string name) => Parts.Tensors.TryGetValue(name, out var part) ? part : Graph.Outputs[name];

    /// <summary>A part's tensor or a cache, where it is one of <paramref name="allowed"/> and fits the input that is to get it.</summary>
    /// <exception cref="ModelPackageException">It does not.</exception>
    public string Source(Graph reader, string input, string output, IEnumerable<string> allowed)
    {
        if (!allowed.Contains(output))
        {
            throw new ModelPackageException(reader.Path, $"input {input} has no source: {Path.GetFileName(Graph.Path)} has no {output}, but {string.Join(", ", allowed)}");
        }

        var (given, wanted) = (Kept(output), reader.Inputs[input]);
        if (given.IsOpen || Graph.Outputs.Values.Any(o => o.IsOpen))
        {
            throw new ModelPackageException(reader.Path, $"input {input} can't be kept: {Path.GetFileName(Graph.Path)} has outputs whose size is open: {string.Join("; ", Graph.Outputs.Values.Where(o => o.IsOpen))}");
        }

        return given.Fits(wanted)
            ? output
            : throw new ModelPackageException(reader.Path, $"input {wanted} does not fit its source, which is {given} in {Path.GetFileName(Graph.Path)}");
    }

    private Composition CompositionOf(ModelManifest manifest) =>
        manifest.Composition == Composition.Overlapping && (Parts.Instances is null || Parts.Semantic is not null)
            ? throw new ModelPackageException(manifest.File, $"composition is 'overlapping', but the network {(Parts.Instances is null ? "detects no instances" : "has a semantic output too")}; allowed are panoptic")
            : manifest.Composition ?? Parts.DefaultComposition;

    private void CheckInputs(IReadOnlyList<string> known, bool fuses)
    {
        string[] fusion = fuses ? [FlowInput.Name, KeyframeFusion.Valid] : [];
        if (Graph.Inputs.Keys.Except([.. known, .. fusion]).FirstOrDefault() is { } unknown)
        {
            throw new ModelPackageException(
                Graph.Path,
                $"has the inputs {string.Join(", ", Graph.Inputs.Keys)}; {unknown} is not allowed: a keyframe graph takes {ImageTensor.Name} (or what input.name says), and one that fuses over time {Previous}X, with {KeyframeFusion.Valid} and {FlowInput.Name} as options; input.constants can give other inputs fixed numbers");
        }

        if (Graph.Inputs.GetValueOrDefault(KeyframeFusion.Valid) is { } valid and not { Type: TensorType.Float32, Shape: [1] })
        {
            throw new ModelPackageException(Graph.Path, $"input {valid} does not fit; expected is {KeyframeFusion.Valid} float [1]");
        }
    }

    private void Settle(IReadOnlyList<TensorSpec> constants)
    {
        var settled = OpenBatch.Settle(Graph.Signature, [_image.Spec, .. constants]);
        using var values = new TensorSet(settled.Values);
        _constants.Write(values, settled);
        Graph.Measure(settled, values);
    }

    /// <summary>The signature as families see it: a graph of a fixed batch gives one image's worth.</summary>
    private GraphSignature SingleImage(GraphSignature signature) => _image.Batch <= 1 ? signature : signature with
    {
        Outputs = signature.Outputs.ToDictionary(o => o.Key, o => o.Value.Shape is [var batch, ..] && batch == _image.Batch ? o.Value with { Shape = [1, .. o.Value.Shape.Skip(1)] } : o.Value),
    };

    private KeyframeFusion? FusionOf(IReadOnlyList<string> previous)
    {
        KeptInput[] kept = [.. previous.Select(name => Keep(Graph, name, Previous))];
        var flow = Graph.Inputs.ContainsKey(FlowInput.Name) ? new FlowInput(Graph) : null;
        return Manifest.Fusion && kept.Length > 0 ? new KeyframeFusion(kept, flow, Graph.Inputs.ContainsKey(KeyframeFusion.Valid)) : null;
    }
}
