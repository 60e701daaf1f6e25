namespace VideoSeg.Streaming.Admission;

/// <summary>What the server limits.</summary>
public enum Quota
{
    /// <summary>Streams that are open at once.</summary>
    Streams,

    /// <summary>Streams of one caller that are open at once.</summary>
    StreamsOfCaller,

    /// <summary>Subscribers that are connected at once.</summary>
    Subscribers,

    /// <summary>Named subscriptions whose positions are kept.</summary>
    Subscriptions,

    /// <summary>Sizes of previews that are in use at once.</summary>
    PreviewSizes,
}
