using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference;

/// <summary>One stream's use of a model: it chooses the graph of each frame. One caller at a time, frames in order.</summary>
public sealed class Segmenter(SegmentationModel model)
{
    private KeyframeReason _next = KeyframeReason.FirstFrame;

    /// <summary>Makes the frame's step ready to execute; the frame is no longer needed afterwards. The caller owns the step.</summary>
    public NetworkStep Prepare(Frame frame)
    {
        var step = model.TakeStep();
        step.Load(frame, model.Image);
        step.KeyframeReason = _next;
        _next = KeyframeReason.EveryFrame;
        return step;
    }

    /// <summary>Says that the last step failed: the next one must not rest on it.</summary>
    public void Recover() => _next = KeyframeReason.Recovery;
}
