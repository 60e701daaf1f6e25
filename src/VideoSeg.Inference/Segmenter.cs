using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference;

/// <summary>
/// One stream's use of a model, in two halves that may run side by side, each with one caller at a time and frames in order.
/// <see cref="Look"/> runs ahead: it decodes no more of a frame than it needs and chooses between the whole network and the last keyframe.
/// <see cref="Prepare(SightedFrame)"/> makes the step; it owns what the stream remembers of that keyframe, and a step must be executed before the next is
/// prepared. A step that <see cref="RestsOnNone"/> may also be prepared ahead of those before it, and run beside them; then it is the other half's
/// to <see cref="Keep"/> it in its turn.
/// </summary>
/// <param name="model">Borrowed.</param>
/// <param name="policy">Which frames are keyframes.</param>
/// <param name="budget">What all streams together may remember; null: as much as there is.</param>
/// <param name="headStart">Frames by which the second keyframe comes early, from 0: streams that began together then have their keyframes at different times.</param>
public sealed class Segmenter(SegmentationModel model, IKeyframePolicy policy, StreamMemoryBudget? budget = null, int headStart = 0) : IDisposable
{
    private readonly Lookout _lookout = new(model, policy, headStart);
    private readonly bool _reuses = policy is not EveryFramePolicy;
    private volatile StreamMemory _memory = new(model.Kept);
    private long _bytes;

    /// <summary>What the stream remembers, in bytes: nothing before its first frame, while it rests, and where each frame is a keyframe.</summary>
    public long MemoryBytes => Volatile.Read(ref _bytes);

    /// <summary>Looks at the stream's next picture, and decodes it where it is to be a keyframe. The caller owns the result.</summary>
    /// <exception cref="FrameException">The picture is empty, broken or too large. The stream goes on as if it had not been there.</exception>
    /// <exception cref="StreamMemoryException">The stream would have to remember something, and the budget has no room.</exception>
    public SightedFrame Look(FramePicture picture, FrameLimits limits, TimeSpan presentationTime)
    {
        Remember();
        var seen = !_reuses ? FrameDecoder.Decode(picture, limits, model.InputSize)
            : model.LookSize is { } size ? FrameDecoder.Decode(picture, limits, size)
            : FrameDecoder.Glance(picture, limits, model.GridSize);
        var sighted = new SightedFrame(model, picture, limits, seen, _lookout.Look(seen, presentationTime));
        try
        {
            if (sighted.KeyframeReason is not null)
            {
                _ = sighted.Pixels(model.InputSize);
            }

            return sighted;
        }
        catch (FrameException)
        {
            sighted.Dispose();
            _lookout.Lose(KeyframeReason.Recovery);
            throw;
        }
    }

    /// <summary>Whether the frame's step can do without those before it: that of a keyframe, unless the network fuses over time.</summary>
    public bool RestsOnNone(SightedFrame frame) => frame.KeyframeReason is not null && !(_reuses && model.Fuses);

    /// <summary>Makes the frame's step ready to execute; takes ownership of the frame. The caller owns the step.</summary>
    /// <exception cref="FrameException">The picture turned out to be broken when all of it was decoded.</exception>
    public NetworkStep Prepare(SightedFrame frame)
    {
        using (frame)
        {
            return NewStep(frame.TakeSighting(), frame.Pixels);
        }
    }

    /// <summary>The same for a frame that <see cref="RestsOnNone"/>, by the caller of <see cref="Look"/>: nothing rests on the step before <see cref="Keep"/>.</summary>
    public NetworkStep PrepareAhead(SightedFrame frame)
    {
        using (frame)
        {
            return model.TakeKeyframeStep(frame.Pixels(model.InputSize), frame.KeyframeReason!.Value, frame.TakeSighting(), _reuses ? _memory : null, isAhead: true);
        }
    }

    /// <summary>Remembers a step that was prepared ahead and has run, when all before it have. Does nothing for others, which are remembered as they run.</summary>
    public static void Keep(NetworkStep step) => (step as KeyframeStep)?.Keep();

    /// <summary>Looks and prepares at once, where the pixels are there already. The caller owns the step.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="presentationTime">From the start of the video.</param>
    /// <exception cref="StreamMemoryException">The stream would have to remember something, and the budget has no room.</exception>
    public NetworkStep Prepare(Frame frame, TimeSpan presentationTime)
    {
        Remember();
        return NewStep(_lookout.Look(frame, presentationTime), _ => frame);
    }

    /// <summary>Says that the last step failed: nothing may rest on it.</summary>
    public void Recover()
    {
        _memory.Forget();
        _lookout.Lose(KeyframeReason.Recovery);
    }

    /// <summary>The next picture does not go on from the one before, and so is a keyframe. For the caller of <see cref="Look"/>; steps of frames before are as they were.</summary>
    public void Cut() => _lookout.Cut();

    /// <summary>
    /// No frame has come for some time: gives back what is remembered, and the next frame is a keyframe. For the caller of <see cref="Look"/>.
    /// Steps that are not executed yet keep what they rest on until they are.
    /// </summary>
    public void Rest()
    {
        _memory.GiveBack();
        _memory = new StreamMemory(model.Kept);
        _lookout.Rest();
        budget?.GiveBack(_bytes);
        Volatile.Write(ref _bytes, 0);
    }

    /// <summary>Neither half may be in use any more.</summary>
    public void Dispose() => Rest();

    private void Remember()
    {
        if (_reuses && _bytes == 0)
        {
            budget?.Take(model.StreamMemoryBytes);
            Volatile.Write(ref _bytes, model.StreamMemoryBytes);
        }
    }

    private NetworkStep NewStep(Sighting sighting, Func<PixelSize, Frame> pixels)
    {
        var memory = _memory;
        if (sighting.Reason is { } reason)
        {
            var frame = pixels(model.InputSize);
            return model.TakeKeyframeStep(frame, reason, sighting, _reuses && memory.TryUse() ? memory : null, isAhead: false);
        }

        if (memory.Keyframe == sighting.Keyframe)
        {
            var frame = model.LookSize is { } size ? pixels(size) : null;
            if (memory.TryUse())
            {
                return model.TakeReuseStep(frame, memory, sighting.Motion!);
            }
        }

        // The lookout was ahead when the keyframe's step failed: what it chose before it heard of that has nothing to rest on.
        return model.TakeKeyframeStep(pixels(model.InputSize), KeyframeReason.Recovery, sighting, memory: null, isAhead: false);
    }
}
