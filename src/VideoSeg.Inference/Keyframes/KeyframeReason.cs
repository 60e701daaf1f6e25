namespace VideoSeg.Inference.Keyframes;

/// <summary>Why the whole network looks at a frame.</summary>
public enum KeyframeReason
{
    /// <summary>The first of the stream, or the first after its memory was given back.</summary>
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

    /// <summary>Frames are missing, or too much time passed since the frame before.</summary>
    Gap,

    /// <summary>The step before failed.</summary>
    Recovery,
}
