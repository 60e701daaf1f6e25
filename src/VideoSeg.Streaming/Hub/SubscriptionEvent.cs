namespace VideoSeg.Streaming.Hub;

/// <summary>What a subscriber is told.</summary>
public abstract record SubscriptionEvent
{
    /// <summary>First, once.</summary>
    /// <param name="NextSequence">The first that will be sent, where there is a result of it.</param>
    /// <param name="FirstKeptSequence">The oldest in the log.</param>
    /// <param name="Missing">Results between the position that was asked for and the oldest in the log, at most.</param>
    public sealed record Started(ulong NextSequence, ulong FirstKeptSequence, ulong Missing) : SubscriptionEvent;

    /// <summary>Before anything else of the stream.</summary>
    public sealed record Opened(StreamPublication Stream) : SubscriptionEvent;

    /// <summary>After everything else of the stream.</summary>
    public sealed record Closed(StreamPublication Stream) : SubscriptionEvent;

    /// <summary>A frame's picture, before its result.</summary>
    public sealed record Picture(LoggedPreview Preview) : SubscriptionEvent;

    public sealed record Result(LoggedResult Logged) : SubscriptionEvent;

    /// <summary>Results that it does not get.</summary>
    /// <param name="FirstSequence">Of the first.</param>
    /// <param name="LastSequence">Of the last.</param>
    public sealed record Missed(ulong FirstSequence, ulong LastSequence) : SubscriptionEvent;
}
