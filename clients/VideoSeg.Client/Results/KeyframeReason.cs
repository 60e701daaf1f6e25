namespace VideoSeg.Client;

/// <summary>Why the whole network ran on a frame. The numbers are those of the wire.</summary>
public enum KeyframeReason
{
    /// <summary>A reason that this version of the library does not know.</summary>
    Unspecified = 0,

    /// <summary>The first frame of the stream.</summary>
    FirstFrame = 1,

    /// <summary>The policy or the model makes every frame a keyframe.</summary>
    EveryFrame = 2,

    /// <summary>The interval since the last keyframe has passed.</summary>
    Interval = 3,

    /// <summary>The picture shows another scene.</summary>
    SceneCut = 4,

    /// <summary>The last keyframe, warped along the motion, no longer explains the picture.</summary>
    Residual = 5,

    /// <summary>Too much of the picture was not visible in the last keyframe.</summary>
    Uncovered = 6,

    /// <summary>The frame's size differs from that of the frame before.</summary>
    ResolutionChange = 7,

    /// <summary>More than a second of presentation time lies between this frame and the one before.</summary>
    Gap = 8,

    /// <summary>The inference step before failed.</summary>
    Recovery = 9,
}
