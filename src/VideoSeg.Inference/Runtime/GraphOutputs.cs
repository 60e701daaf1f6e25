using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace VideoSeg.Inference.Runtime;

/// <summary>Reads what the last run of a graph gave, whatever the types of its elements. One for each step; not safe for threads.</summary>
public sealed class GraphOutputs
{
    private readonly IReadOnlyDictionary<string, TensorSpec> _specs;
    private readonly TensorSet _tensors;
    private readonly long _batch;
    private readonly Dictionary<string, float[]> _floats = [];
    private readonly Dictionary<string, long[]> _integers = [];

    /// <param name="specs">The outputs of the graph.</param>
    /// <param name="tensors">Their tensors; borrowed.</param>
    /// <param name="batch">The batch that the graph fixes. Frames are in its first place, and nothing else is read.</param>
    internal GraphOutputs(IReadOnlyDictionary<string, TensorSpec> specs, TensorSet tensors, long batch) => (_specs, _tensors, _batch) = (specs, tensors, batch);

    /// <summary>The shape that the output has now; the batch counts as 1.</summary>
    public IReadOnlyList<long> ShapeOf(string output)
    {
        var shape = _specs[output].IsOpen ? _tensors.ShapeOf(output) : _specs[output].Shape;
        return _batch > 1 && shape.Count > 0 && shape[0] == _batch ? [1, .. shape.Skip(1)] : shape;
    }

    /// <summary>The values of an output, row-major; borrowed until the next run.</summary>
    public ReadOnlySpan<float> Floats(string output)
    {
        int length = LengthOf(output);
        if (length == 0)
        {
            return [];
        }

        switch (_specs[output].Type)
        {
            case TensorType.Float32:
                return _tensors.Span<float>(output)[..length];
            case TensorType.Float16:
                var floats = Scratch(_floats, output, length);
                TensorPrimitives.ConvertToSingle(_tensors.Span<Half>(output)[..length], floats);
                return floats;
            case TensorType.UInt8:
                return Converted<byte>(output, length);
            case TensorType.Int32:
                return Converted<int>(output, length);
            default:
                return Converted<long>(output, length);
        }
    }

    /// <summary>The values of an output of whole numbers, row-major; borrowed until the next run. Values of floats are rounded.</summary>
    public ReadOnlySpan<long> Integers(string output)
    {
        int length = LengthOf(output);
        if (length == 0)
        {
            return [];
        }

        var type = _specs[output].Type;
        if (type == TensorType.Int64)
        {
            return _tensors.Span<long>(output)[..length];
        }

        var integers = Scratch(_integers, output, length);
        switch (type)
        {
            case TensorType.UInt8:
                TensorPrimitives.ConvertTruncating<byte, long>(_tensors.Span<byte>(output)[..length], integers);
                break;
            case TensorType.Int32:
                TensorPrimitives.ConvertTruncating<int, long>(_tensors.Span<int>(output)[..length], integers);
                break;
            default:
                var floats = Floats(output);
                for (int i = 0; i < length; i++)
                {
                    integers[i] = (long)MathF.Round(floats[i]);
                }

                break;
        }

        return integers;
    }

    private int LengthOf(string output) => checked((int)ShapeOf(output).Aggregate(1L, (a, b) => a * b));

    private Span<float> Converted<T>(string output, int length)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var floats = Scratch(_floats, output, length);
        TensorPrimitives.ConvertTruncating<T, float>(_tensors.Span<T>(output)[..length], floats);
        return floats;
    }

    private static Span<T> Scratch<T>(Dictionary<string, T[]> scratch, string output, int length)
    {
        ref var values = ref CollectionsMarshal.GetValueRefOrAddDefault(scratch, output, out _);
        if (values is null || values.Length < length)
        {
            values = new T[length];
        }

        return values.AsSpan(0, length);
    }
}
