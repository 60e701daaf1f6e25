using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VideoSeg.Inference.Runtime;

/// <summary>
/// The tensors of one side of a graph, or kept for one: allocated once, all zero at first, and used run after run. It owns them; some names may
/// stand for tensors of another set. Where a tensor's size is open, each run brings new ones.
/// </summary>
internal sealed class TensorSet : IDisposable
{
    private readonly string[] _names;
    private readonly OrtValue?[] _own;
    private readonly OrtValue[] _values;
    private IDisposableReadOnlyCollection<OrtValue>? _ofLastRun;

    /// <param name="specs">What it holds.</param>
    /// <param name="borrowed">The names among those that always stand for the tensors of another set.</param>
    public TensorSet(IEnumerable<TensorSpec> specs, IReadOnlyCollection<string>? borrowed = null)
    {
        TensorSpec[] all = [.. specs];
        _names = [.. all.Select(s => s.Name)];
        HasOpenSizes = all.Any(s => s.IsOpen);
        _own = [.. all.Select(s => HasOpenSizes || borrowed?.Contains(s.Name) == true ? null : NewTensor(s))];
        _values = [.. _own!];
    }

    /// <summary>Whether the size of a tensor is known only after a run.</summary>
    public bool HasOpenSizes { get; }

    public IReadOnlyCollection<string> Names => _names;

    public IReadOnlyCollection<OrtValue> Values => _values;

    public OrtValue this[string name] => _values[IndexOf(name)];

    /// <summary>The tensor's elements, row-major, writable.</summary>
    public Span<T> Span<T>(string name)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(this[name].GetTensorMutableRawData());

    /// <summary>The shape that the tensor has now.</summary>
    public long[] ShapeOf(string name) => this[name].GetTensorTypeAndShape().Shape;

    /// <summary>From now on stands for another's tensor under that name; null: for its own again.</summary>
    public void Use(string name, OrtValue? borrowed)
    {
        int at = IndexOf(name);
        _values[at] = borrowed ?? _own[at]!;
    }

    /// <summary>Takes ownership of what a run gave, in the order of <see cref="Names"/>, in place of what the run before gave.</summary>
    public void Adopt(IDisposableReadOnlyCollection<OrtValue> given)
    {
        _ofLastRun?.Dispose();
        _ofLastRun = given;
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = given[i];
        }
    }

    /// <summary>Each set gets the other's tensor, which nothing is copied for.</summary>
    public void Exchange(string name, TensorSet other)
    {
        var (here, there) = (IndexOf(name), other.IndexOf(name));
        (_own[here], other._own[there]) = (other._own[there], _own[here]);
        (_values[here], other._values[there]) = (_own[here]!, other._own[there]!);
    }

    public void Dispose()
    {
        _ofLastRun?.Dispose();
        _ofLastRun = null;
        foreach (var value in _own)
        {
            value?.Dispose();
        }
    }

    private static OrtValue NewTensor(TensorSpec spec)
    {
        var type = spec.Type switch
        {
            TensorType.Float32 => TensorElementType.Float,
            TensorType.UInt8 => TensorElementType.UInt8,
            TensorType.Float16 => TensorElementType.Float16,
            TensorType.Int32 => TensorElementType.Int32,
            _ => TensorElementType.Int64,
        };
        var tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, [.. spec.Shape]);
        tensor.GetTensorMutableRawData().Clear();
        return tensor;
    }

    private int IndexOf(string name) => Array.IndexOf(_names, name);
}
