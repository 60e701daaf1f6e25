namespace VideoSeg.Client;

/// <summary>The kinds of events. The numbers are those of the wire.</summary>
public enum VideoEventKind
{
    /// <summary>A kind that this version of the library does not know.</summary>
    Unspecified = 0,

    /// <summary>An object entered a zone.</summary>
    Entered = 1,

    /// <summary>An object left a zone, or was no longer seen in it.</summary>
    Left = 2,

    /// <summary>A zone holds more objects than its limit.</summary>
    CountOver = 3,

    /// <summary>A zone no longer holds more objects than its limit.</summary>
    CountBack = 4,

    /// <summary>An object crossed a line to its right side, facing from <c>from</c> to <c>to</c>.</summary>
    CrossedToRight = 5,

    /// <summary>An object crossed a line to its left side, facing from <c>from</c> to <c>to</c>.</summary>
    CrossedToLeft = 6,
}
