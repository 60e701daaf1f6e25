using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Networks;

/// <summary>The decoder of one step, with the memory for the parts that it writes.</summary>
internal sealed class OutputDecoding : IDisposable
{
    private readonly IOutputDecoder _decoder;
    private readonly GraphOutputs _outputs;
    private readonly PartTensors _parts;

    /// <param name="parts">Make the decoder.</param>
    /// <param name="outputs">What it reads.</param>
    public OutputDecoding(PredictionParts parts, GraphOutputs outputs)
    {
        (_decoder, _outputs) = (parts.NewDecoder!(), outputs);
        Tensors = new TensorSet(parts.Tensors.Values);
        _parts = new PartTensors(Tensors);
    }

    /// <summary>The parts of the last run.</summary>
    public TensorSet Tensors { get; }

    /// <exception cref="InferenceException">The outputs contradict the package.</exception>
    public void Run() => _decoder.Decode(_outputs, _parts);

    public void Dispose() => Tensors.Dispose();
}
