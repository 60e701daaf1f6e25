using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Networks;

/// <summary>The inputs of a graph that always get the numbers which model.json names, such as a mask of all pixels.</summary>
/// <param name="manifest">Names them in `input.constants`.</param>
internal sealed class ConstantInputs(ModelManifest manifest)
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<double>> _values = manifest.Input.Constants;

    /// <summary>The tensors, without open sizes: the batch is 1, and two sizes that are open are those of the image.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="image">The size of its image.</param>
    /// <exception cref="ModelPackageException">The graph has no such input, or the count of numbers does not fit it.</exception>
    public IReadOnlyList<TensorSpec> Settle(GraphSignature graph, PixelSize image)
    {
        var settled = new List<TensorSpec>();
        foreach (var (name, values) in _values)
        {
            if (!graph.Inputs.TryGetValue(name, out var spec))
            {
                throw new ModelPackageException(manifest.File, $"input.constants names '{name}'; the inputs of {Path.GetFileName(graph.Path)} are {string.Join(", ", graph.Inputs.Keys)}");
            }

            long[] shape = [.. spec.Shape];
            int[] open = [.. spec.OpenDimensions.Where(d => d > 0)];
            if (shape.Length > 0 && shape[0] < 0)
            {
                shape[0] = 1;
            }

            for (int i = 0; i < open.Length; i++)
            {
                shape[open[i]] = open.Length == 2 ? (i == 0 ? image.Height : image.Width) : values.Count;
            }

            long elements = shape.Aggregate(1L, (a, b) => a * b);
            settled.Add(values.Count == 1 || values.Count == elements
                ? new TensorSpec(name, spec.Type, shape)
                : throw new ModelPackageException(manifest.File, $"input.constants.{name} has {values.Count} numbers; input {spec} takes 1 or {elements}"));
        }

        return settled;
    }

    /// <summary>Writes the numbers, once: they stay.</summary>
    public void Write(TensorSet inputs, IReadOnlyDictionary<string, TensorSpec> specs)
    {
        foreach (var (name, values) in _values)
        {
            switch (specs[name].Type)
            {
                case TensorType.Float32:
                    Fill(inputs.Span<float>(name), values, static v => (float)v);
                    break;
                case TensorType.Float16:
                    Fill(inputs.Span<Half>(name), values, static v => (Half)v);
                    break;
                case TensorType.UInt8:
                    Fill(inputs.Span<byte>(name), values, static v => (byte)v);
                    break;
                case TensorType.Int32:
                    Fill(inputs.Span<int>(name), values, static v => (int)v);
                    break;
                default:
                    Fill(inputs.Span<long>(name), values, static v => (long)v);
                    break;
            }
        }
    }

    private static void Fill<T>(Span<T> target, IReadOnlyList<double> values, Func<double, T> convert)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = convert(values[values.Count == 1 ? 0 : i]);
        }
    }
}
