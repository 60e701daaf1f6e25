namespace VideoSeg.Sources.Feeds;

/// <summary>What a caller says of a source.</summary>
public enum SourceProperty
{
    /// <summary>Where the video is.</summary>
    Uri,

    /// <summary>Whether a file begins again when it ends.</summary>
    Loop,

    /// <summary>Whether a file is read at the speed of its time stamps.</summary>
    Paced,

    /// <summary>What happens to frames that come faster than they are segmented.</summary>
    Delivery,
}
