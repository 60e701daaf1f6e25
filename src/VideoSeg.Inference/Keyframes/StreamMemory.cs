using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Keyframes;

/// <summary>
/// What a stream remembers of its last keyframe: tensors by the names of the keyframe graph's outputs. One step at a time has the use of it;
/// when it is given back meanwhile, its tensors are freed at the end of that use.
/// </summary>
/// <param name="kept">What later frames may want.</param>
internal sealed class StreamMemory(IReadOnlyList<TensorSpec> kept)
{
    private const int Nothing = 0;

    private readonly Lock _gate = new();
    private TensorSet? _tensors;
    private bool _inUse;
    private bool _givenBack;

    /// <summary>The number of the keyframe that is remembered; 0: none.</summary>
    public int Keyframe { get; private set; } = Nothing;

    /// <summary>Where the keyframe lies in the network's input.</summary>
    public PixelBox FrameArea { get; private set; }

    /// <summary>Borrowed: valid until the use ends.</summary>
    public TensorSet Tensors => _tensors!;

    /// <summary>False: it has been given back.</summary>
    public bool TryUse()
    {
        lock (_gate)
        {
            return _inUse = !_givenBack;
        }
    }

    public void EndUse()
    {
        lock (_gate)
        {
            _inUse = false;
            FreeUnused();
        }
    }

    /// <summary>The stream is over, or rests.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            _givenBack = true;
            FreeUnused();
        }
    }

    /// <summary>Remembers a keyframe in place of the last. For the step that has the use.</summary>
    /// <param name="outputs">Of the keyframe's run. Heads are copied, for the frame's result is still to be made of them; what nobody else reads changes hands.</param>
    /// <param name="heads">The names of the heads.</param>
    /// <param name="frameArea">Where the keyframe lies in the network's input.</param>
    /// <param name="number">Of the keyframe, from 1.</param>
    public void Keep(TensorSet outputs, IReadOnlyDictionary<string, TensorSpec> heads, PixelBox frameArea, int number)
    {
        _tensors ??= new TensorSet(kept);
        foreach (var tensor in kept)
        {
            if (heads.ContainsKey(tensor.Name))
            {
                outputs.Span<float>(tensor.Name).CopyTo(_tensors.Span<float>(tensor.Name));
            }
            else
            {
                _tensors.Exchange(tensor.Name, outputs);
            }
        }

        (FrameArea, Keyframe) = (frameArea, number);
    }

    public void Forget() => Keyframe = Nothing;

    private void FreeUnused()
    {
        if (_givenBack && !_inUse)
        {
            _tensors?.Dispose();
            _tensors = null;
        }
    }
}
