using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Streams;

/// <summary>A stream's use of a model that runs on this machine.</summary>
public sealed class Segmenter : ISegmenter
{
    private readonly StepPool _pool;
    private readonly StreamMemoryBudget? _budget;
    private readonly KeyframeSelector _selector;
    private readonly bool _reuses;
    private volatile StreamMemory _memory;
    private long _bytes;

    /// <param name="pool">Borrowed.</param>
    /// <param name="policy">Which frames are keyframes.</param>
    /// <param name="budget">What all streams together may keep; null: as much as there is.</param>
    /// <param name="headStart">Frames by which the second keyframe comes early.</param>
    internal Segmenter(StepPool pool, IKeyframePolicy policy, StreamMemoryBudget? budget, int headStart)
    {
        (_pool, _budget, _reuses) = (pool, budget, policy.Reuses);
        _selector = new KeyframeSelector(pool, policy, headStart);
        _memory = new StreamMemory(pool.Networks.Kept);
    }

    public long MemoryBytes => Volatile.Read(ref _bytes);

    public AnalyzedFrame Analyze(FramePicture picture, FrameLimits limits, TimeSpan presentationTime)
    {
        ReserveMemory();
        var networks = _pool.Networks;
        var pixels = !_reuses ? FrameDecoder.Decode(picture, limits, networks.Input.Size)
            : networks.PropagatedImageSize is { } size ? FrameDecoder.Decode(picture, limits, size)
            : FrameDecoder.DecodeLuma(picture, limits, networks.Grid);
        var analyzed = new AnalyzedPicture(_pool, picture, limits, pixels, _selector.Select(pixels, presentationTime));
        try
        {
            if (analyzed.KeyframeReason is not null)
            {
                _ = analyzed.Pixels(networks.Input.Size);
            }

            return analyzed;
        }
        catch (FrameException)
        {
            analyzed.Dispose();
            _selector.Lose(KeyframeReason.Recovery);
            throw;
        }
    }

    public bool IsIndependent(AnalyzedFrame frame) => frame.KeyframeReason is not null && !(_reuses && _pool.Networks.Fuses);

    public InferenceStep Prepare(AnalyzedFrame frame)
    {
        using var picture = (AnalyzedPicture)frame;
        return NewStep(picture.TakeDecision(), picture.Pixels);
    }

    public InferenceStep PrepareIndependent(AnalyzedFrame frame)
    {
        using var picture = (AnalyzedPicture)frame;
        var pixels = picture.Pixels(_pool.Networks.Input.Size);
        return _pool.TakeKeyframeStep(pixels, picture.KeyframeReason!.Value, picture.TakeDecision(), _reuses ? _memory : null, isIndependent: true);
    }

    public void Commit(InferenceStep executed) => (executed as KeyframeStep)?.Commit();

    /// <summary>Analyzes and prepares at once a frame that is decoded already. The caller owns the step.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="presentationTime">From the start of the video.</param>
    /// <exception cref="StreamMemoryException">The stream has to keep its keyframe, and the budget has no room.</exception>
    public InferenceStep Prepare(Frame frame, TimeSpan presentationTime)
    {
        ReserveMemory();
        return NewStep(_selector.Select(frame, presentationTime), _ => frame);
    }

    public void Recover()
    {
        _memory.Clear();
        _selector.Lose(KeyframeReason.Recovery);
    }

    public void MarkDiscontinuity() => _selector.MarkDiscontinuity();

    public void ReleaseIdleMemory()
    {
        _memory.Free();
        _memory = new StreamMemory(_pool.Networks.Kept);
        _selector.ReleaseIdleMemory();
        _budget?.Release(_bytes);
        Volatile.Write(ref _bytes, 0);
    }

    /// <summary>Neither half may be in use any more.</summary>
    public void Dispose() => ReleaseIdleMemory();

    private void ReserveMemory()
    {
        if (_reuses && _bytes == 0)
        {
            long bytes = _pool.Networks.StreamMemoryBytes;
            _budget?.Reserve(bytes);
            Volatile.Write(ref _bytes, bytes);
        }
    }

    private InferenceStep NewStep(KeyframeDecision decision, Func<PixelSize, Frame> pixels)
    {
        var memory = _memory;
        var inputSize = _pool.Networks.Input.Size;
        if (decision.Reason is { } reason)
        {
            var frame = pixels(inputSize);
            return _pool.TakeKeyframeStep(frame, reason, decision, _reuses && memory.TryLock() ? memory : null, isIndependent: false);
        }

        if (memory.Keyframe == decision.Keyframe)
        {
            var frame = _pool.Networks.PropagatedImageSize is { } size ? pixels(size) : null;
            if (memory.TryLock())
            {
                return _pool.TakePropagatedStep(frame, memory, decision.Motion!);
            }
        }

        // The selector was ahead when the keyframe's step failed: frames that it chose to propagate before that have no keyframe.
        return _pool.TakeKeyframeStep(pixels(inputSize), KeyframeReason.Recovery, decision, memory: null, isIndependent: false);
    }
}
