using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Memory;

/// <summary>
/// What a stream keeps of its last keyframe: tensors by the names of the keyframe graph's outputs. One step at a time locks it; if it is freed
/// meanwhile, its tensors are disposed when that step unlocks it.
/// </summary>
/// <param name="kept">The tensors that later frames may need.</param>
internal sealed class StreamMemory(IReadOnlyList<TensorSpec> kept)
{
    private const int None = 0;

    private readonly Lock _gate = new();
    private TensorSet? _tensors;
    private bool _locked;
    private bool _freed;

    /// <summary>The number of the keyframe that is stored; 0: none.</summary>
    public int Keyframe { get; private set; } = None;

    /// <summary>Where the keyframe lies in the network's input, in its pixels.</summary>
    public PixelBox FrameArea { get; private set; }

    /// <summary>The stored tensors; borrowed until the memory is unlocked.</summary>
    public TensorSet Tensors => _tensors!;

    /// <summary>Locks the memory for a step; false: it has been freed.</summary>
    public bool TryLock()
    {
        lock (_gate)
        {
            return _locked = !_freed;
        }
    }

    public void Unlock()
    {
        lock (_gate)
        {
            _locked = false;
            DisposeUnused();
        }
    }

    /// <summary>Frees the tensors, at once or when the step that holds the lock unlocks.</summary>
    public void Free()
    {
        lock (_gate)
        {
            _freed = true;
            DisposeUnused();
        }
    }

    /// <summary>Stores a keyframe in place of the last one. The caller holds the lock.</summary>
    /// <param name="parts">The tensors of its parts. They are copied, because the frame's own result still needs them.</param>
    /// <param name="outputs">What its run gave. Tensors other than those of parts are exchanged without a copy.</param>
    /// <param name="partTensors">The tensors of parts by name.</param>
    /// <param name="frameArea">Where the keyframe lies in the network's input, in its pixels.</param>
    /// <param name="number">The number of the keyframe, from 1.</param>
    public void Store(TensorSet parts, TensorSet outputs, IReadOnlyDictionary<string, TensorSpec> partTensors, PixelBox frameArea, int number)
    {
        _tensors ??= new TensorSet(kept);
        foreach (var tensor in kept)
        {
            if (partTensors.ContainsKey(tensor.Name))
            {
                parts.Span<float>(tensor.Name).CopyTo(_tensors.Span<float>(tensor.Name));
            }
            else
            {
                _tensors.Exchange(tensor.Name, outputs);
            }
        }

        (FrameArea, Keyframe) = (frameArea, number);
    }

    /// <summary>Forgets the keyframe: no frame can be propagated from it any more.</summary>
    public void Clear() => Keyframe = None;

    private void DisposeUnused()
    {
        if (_freed && !_locked)
        {
            _tensors?.Dispose();
            _tensors = null;
        }
    }
}
