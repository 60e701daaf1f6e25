using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>The parts that a model predicts. A new kind of output is one more part here.</summary>
public sealed class PredictionParts
{
    /// <summary>Motion is computed on a grid of cells of so many pixels of the input, where no map says otherwise.</summary>
    private const int MotionCell = 4;

    private readonly Dictionary<string, IPredictionPart> _partOfTensor = [];
    private readonly PixelSize _input;

    /// <param name="input">The size of the network's input.</param>
    /// <param name="semantic">Null: the network has no semantic output.</param>
    /// <param name="instances">Null: the network detects no instances. At least one of the two is there, and maps of both are on one grid.</param>
    public PredictionParts(PixelSize input, SemanticPart? semantic, InstancePart? instances)
    {
        (_input, Semantic, Instances) = (input, semantic, instances);
        Grid = semantic?.Grid ?? (instances!.Masks.AreMaps ? instances.Masks.Grid : MotionGrid(input));
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

    /// <summary>Makes what turns the graph's outputs into the parts; null: the outputs are the parts, under the same names.</summary>
    public Func<IOutputDecoder>? NewDecoder { get; init; }

    /// <summary>How instances become segments where the package does not say; default: panoptic.</summary>
    public Composition DefaultComposition { get; init; }

    /// <summary>The channels of the semantic part; null: those that the classes in model.json read.</summary>
    public ClassChannels? Channels { get; init; }

    /// <summary>The size in cells of the grid that maps are on, and motion is computed on.</summary>
    public PixelSize Grid { get; }

    /// <summary>What holds the parts, by name.</summary>
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
        Instances = Instances is null ? default : Instances.Read(tensors, Semantic?.Grid ?? Instances.Masks.Grid),
    };

    private static PixelSize MotionGrid(PixelSize input) =>
        new(Math.Max(input.Width / MotionCell, MotionEstimator.SmallestSide), Math.Max(input.Height / MotionCell, MotionEstimator.SmallestSide));
}
