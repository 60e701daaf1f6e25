namespace VideoSeg.Streaming.Results;

/// <summary>What happened at a zone or a line.</summary>
public enum VideoEventKind
{
    /// <summary>An object came into a zone.</summary>
    Entered,

    /// <summary>An object went out of a zone, or was not seen in it any more.</summary>
    Left,

    /// <summary>A zone has more objects than its limit.</summary>
    CountOver,

    /// <summary>A zone has no more objects than its limit again.</summary>
    CountBack,

    /// <summary>An object crossed a line to the right hand of one who looks along it.</summary>
    CrossedToRight,

    /// <summary>An object crossed a line to the left hand of one who looks along it.</summary>
    CrossedToLeft,
}
