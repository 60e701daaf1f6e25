namespace VideoSeg.Inference.Keyframes;

/// <summary>Why the whole network looks at a frame.</summary>
public enum KeyframeReason
{
    /// <summary>The first of the stream.</summary>
    FirstFrame,

    /// <summary>The policy or the model makes each frame a keyframe.</summary>
    EveryFrame,

    /// <summary>The interval since the last keyframe is over.</summary>
    Interval,

    /// <summary>The picture is another scene.</summary>
    SceneCut,

    /// <summary>The last keyframe, moved along the motion, no longer explains the picture.</summary>
    Residual,

    /// <summary>Too much of the picture was not seen in the last keyframe.</summary>
    Uncovered,

    /// <summary>The frame's size is not that of the frame before.</summary>
    ResolutionChange,

    /// <summary>More than a second of presentation time lies between this frame and the one before, or the stream rested so long that its memory was given back.</summary>
    Gap,

    /// <summary>The step that the frame would have rested on failed.</summary>
    Recovery,
}
