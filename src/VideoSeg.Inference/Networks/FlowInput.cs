using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Networks;

/// <summary>
/// Brings motion to a graph's `flow`, float32 [1,2,h,w]: x, then y, of the backward flow in pixels of that grid. What is at pixel p of the
/// grid was at p + flow(p) in the last keyframe; pixel centres lie at whole numbers, and the grid covers the whole input, letterbox and all.
/// </summary>
internal sealed class FlowInput
{
    public const string Name = "flow";

    private readonly PixelSize _grid;

    /// <exception cref="ModelPackageException">It has another form.</exception>
    public FlowInput(Graph graph)
    {
        var spec = graph.Inputs[Name];
        _grid = spec is { Type: TensorType.Float32, Shape: [1, 2, var height, var width] }
            ? new PixelSize((int)width, (int)height)
            : throw new ModelPackageException(graph.Path, $"input {spec} does not fit; expected is {Name} float [1,2,h,w]");
    }

    /// <param name="motion">The motion; null: there is none, and all is 0.</param>
    /// <param name="inputs">The inputs of the graph.</param>
    public void Write(MotionField? motion, TensorSet inputs)
    {
        var flow = inputs.Span<float>(Name);
        if (motion is null)
        {
            flow.Clear();
        }
        else
        {
            motion.CopyFlow(_grid, flow);
        }
    }
}
