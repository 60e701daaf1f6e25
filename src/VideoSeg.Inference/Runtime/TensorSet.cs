using Microsoft.ML.OnnxRuntime;

namespace VideoSeg.Inference.Runtime;

/// <summary>Tensors of one side of a graph, allocated once, all zero at first, and used run after run. Owns them.</summary>
internal sealed class TensorSet : IDisposable
{
    private readonly string[] _names;
    private readonly OrtValue[] _values;

    public TensorSet(IEnumerable<TensorSpec> specs)
    {
        TensorSpec[] all = [.. specs];
        _names = [.. all.Select(s => s.Name)];
        _values = [.. all.Select(s => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, s.Type, s.Shape))];
        foreach (var value in _values)
        {
            value.GetTensorMutableRawData().Clear();
        }
    }

    public IReadOnlyCollection<string> Names => _names;

    public IReadOnlyCollection<OrtValue> Values => _values;

    /// <summary>The tensor's elements, row-major, writable.</summary>
    public Span<T> Span<T>(string name)
        where T : unmanaged => _values[Array.IndexOf(_names, name)].GetTensorMutableDataAsSpan<T>();

    public void Dispose()
    {
        foreach (var value in _values)
        {
            value.Dispose();
        }
    }
}
