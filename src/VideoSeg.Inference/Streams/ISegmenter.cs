using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Streams;

/// <summary>
/// One stream's use of a model, in two halves that may run in parallel, each with one caller at a time and frames in order:
/// the decode loop calls <see cref="Analyze"/>, <see cref="PrepareIndependent"/>, <see cref="MarkDiscontinuity"/> and <see cref="ReleaseIdleMemory"/>, the segment loop
/// <see cref="Prepare"/>, <see cref="Commit"/> and <see cref="Recover"/>.
/// </summary>
public interface ISegmenter : IDisposable
{
    /// <summary>What the stream keeps of its last keyframe, in bytes: 0 before its first frame, after <see cref="ReleaseIdleMemory"/>, and where each frame is a keyframe.</summary>
    long MemoryBytes { get; }

    /// <summary>Chooses whether the stream's next picture is a keyframe, and decodes as much of it as that needs. The caller owns the result.</summary>
    /// <exception cref="FrameException">The picture is empty, broken or too large. The stream continues as if it had not been sent.</exception>
    /// <exception cref="StreamMemoryException">The stream has to keep its keyframe, and the budget has no room.</exception>
    AnalyzedFrame Analyze(FramePicture picture, FrameLimits limits, TimeSpan presentationTime);

    /// <summary>Whether the frame's step needs no result of the steps before it: true for a keyframe, unless the network fuses over time.</summary>
    bool IsIndependent(AnalyzedFrame frame);

    /// <summary>Makes the frame's step ready to execute; takes ownership of the frame. The step before must have been executed. The caller owns the step.</summary>
    /// <exception cref="FrameException">The picture turned out to be broken when all of it was decoded.</exception>
    InferenceStep Prepare(AnalyzedFrame frame);

    /// <summary>Does the same for a frame that <see cref="IsIndependent"/>: the step may run beside those before it, and is stored when the segment loop calls <see cref="Commit"/>.</summary>
    InferenceStep PrepareIndependent(AnalyzedFrame frame);

    /// <summary>Stores an executed independent step as the stream's last keyframe; to be called in frame order. Does nothing for other steps, which are stored as they run.</summary>
    void Commit(InferenceStep executed);

    /// <summary>Tells that the last step failed: the next frame is a keyframe.</summary>
    void Recover();

    /// <summary>Tells that the next picture does not continue the one before: it is a keyframe. Steps of earlier frames are not affected.</summary>
    void MarkDiscontinuity();

    /// <summary>
    /// Frees what the stream keeps, because no frame has come for some time: the next frame is a keyframe. Steps that are not executed yet
    /// keep what they need until they are.
    /// </summary>
    void ReleaseIdleMemory();
}
