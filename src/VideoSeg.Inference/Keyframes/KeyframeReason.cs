namespace VideoSeg.Inference.Keyframes;

/// <summary>Why a frame is a keyframe.</summary>
public enum KeyframeReason
{
    /// <summary>The first of the stream.</summary>
    FirstFrame,

    /// <summary>The policy or the model makes each frame a keyframe.</summary>
    EveryFrame,

    /// <summary>The interval since the last keyframe has ended.</summary>
    Interval,

    /// <summary>The picture is another scene.</summary>
    SceneCut,

    /// <summary>The last keyframe, moved along the motion, no longer explains the picture.</summary>
    Residual,

    /// <summary>Too much of the picture was not seen in the last keyframe.</summary>
    Uncovered,

    /// <summary>The frame's size is not that of the frame before.</summary>
    ResolutionChange,

    /// <summary>More than a second of presentation time lies between this frame and the one before, or the stream was idle so long that its memory was released.</summary>
    Gap,

    /// <summary>The step of the keyframe that the frame needs failed.</summary>
    Recovery,
}
