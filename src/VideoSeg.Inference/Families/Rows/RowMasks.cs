using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Rows;

/// <summary>The prototypes of a frame, and the coefficients of the rows that are kept.</summary>
internal sealed class RowMasks
{
    private readonly TensorSpec _output;

    /// <param name="output">[1,K,h,w], of the graph.</param>
    /// <param name="most">How many rows may be kept.</param>
    public RowMasks(TensorSpec output, int most)
    {
        _output = output;
        Prototypes = InstanceTensors.Float("detections.prototypes", output.Shape[1], output.Shape[2], output.Shape[3]);
        Coefficients = InstanceTensors.Float("detections.coefficients", most, output.Shape[1]);
    }

    public TensorSpec Prototypes { get; }

    public TensorSpec Coefficients { get; }

    /// <summary>Copies the prototypes.</summary>
    /// <exception cref="InferenceException">Their size has changed since the package was loaded.</exception>
    public void WritePrototypes(GraphOutputs outputs, PartTensors parts)
    {
        var values = outputs.Floats(_output.Name);
        var kept = parts[Prototypes];
        if (values.Length != kept.Length)
        {
            throw new InferenceException($"output {_output} has the shape [{string.Join(',', outputs.ShapeOf(_output.Name))}] now; when the package was loaded it was [{string.Join(',', _output.Shape)}]");
        }

        values.CopyTo(kept);
    }
}
