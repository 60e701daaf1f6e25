using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>The parts that a model predicts. A new kind of output is one more part here.</summary>
public sealed class PredictionParts
{
    private readonly Dictionary<string, IPredictionPart> _partOfTensor = [];
    private readonly PixelSize _input;

    /// <param name="input">The size of the network's input.</param>
    /// <param name="semantic">Null: the network has no semantic output.</param>
    /// <param name="instances">Null: the network detects no instances. At least one of the two is there, and their grids are equal.</param>
    public PredictionParts(PixelSize input, SemanticPart? semantic, InstancePart? instances)
    {
        (_input, Semantic, Instances) = (input, semantic, instances);
        Grid = semantic?.Grid ?? instances!.Grid;
        foreach (var part in new IPredictionPart?[] { semantic, instances }.OfType<IPredictionPart>())
        {
            foreach (var tensor in part.Tensors)
            {
                _partOfTensor.Add(tensor.Name, part);
            }
        }

        Tensors = _partOfTensor.SelectMany(p => p.Value.Tensors).DistinctBy(t => t.Name).ToDictionary(t => t.Name);
    }

    public SemanticPart? Semantic { get; }

    public InstancePart? Instances { get; }

    /// <summary>The size in cells of the grid that maps are on, and motion is computed on.</summary>
    public PixelSize Grid { get; }

    /// <summary>The outputs that hold the parts, by name.</summary>
    public IReadOnlyDictionary<string, TensorSpec> Tensors { get; }

    /// <summary>Writes one tensor of a keyframe as it is after the motion; see <see cref="IPredictionPart.Move"/>.</summary>
    public void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion) => _partOfTensor[tensor].Move(tensor, keyframe, moved, motion);

    /// <summary>What the composer gets of a frame; borrowed until the tensors are written again.</summary>
    /// <param name="tensors">Hold the parts of the frame.</param>
    /// <param name="frameArea">Where the frame lies in the input, in its pixels.</param>
    internal Prediction Read(TensorSet tensors, PixelBox frameArea) => new()
    {
        Input = _input,
        FrameArea = frameArea,
        Semantic = Semantic is null ? default : Semantic.Read(tensors),
        Instances = Instances is null ? default : Instances.Read(tensors),
    };
}
