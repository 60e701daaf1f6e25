namespace VideoSeg.Streaming.Results;

/// <summary>What happened at a zone or a line.</summary>
public enum VideoEventKind
{
    /// <summary>An object entered a zone.</summary>
    Entered,

    /// <summary>An object left a zone, or was lost in it.</summary>
    Left,

    /// <summary>A zone has more objects than its limit.</summary>
    CountOver,

    /// <summary>A zone is back at its limit or below.</summary>
    CountBack,

    /// <summary>An object crossed a line to the right when facing along it.</summary>
    CrossedToRight,

    /// <summary>An object crossed a line to the left when facing along it.</summary>
    CrossedToLeft,
}
