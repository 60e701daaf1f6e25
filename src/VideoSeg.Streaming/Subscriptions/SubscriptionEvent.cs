using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>What a subscriber gets.</summary>
public abstract record SubscriptionEvent
{
    /// <summary>The subscription has begun. Comes first, once.</summary>
    /// <param name="NextSequence">The first sequence that will be sent, where there is a result of it.</param>
    /// <param name="FirstKeptSequence">The oldest sequence in the log.</param>
    /// <param name="Missing">How many results of this log lie between the position that was asked for and the oldest in the log, at most.</param>
    /// <param name="IsLogReset">Whether the position is of an earlier log, so that an unknown number of results was lost before this one began.</param>
    /// <param name="IsNewName">Whether the named subscription was created by this call.</param>
    public sealed record Started(ulong NextSequence, ulong FirstKeptSequence, ulong Missing, bool IsLogReset, bool IsNewName) : SubscriptionEvent;

    /// <summary>A stream is open. Comes before anything else of the stream.</summary>
    public sealed record Opened(StreamStatus Status) : SubscriptionEvent;

    /// <summary>A stream was closed. Comes after everything else of the stream.</summary>
    public sealed record Closed(StreamStatus Status) : SubscriptionEvent;

    /// <summary>The preview of a frame. Comes before its result.</summary>
    public sealed record Picture(LoggedPreview Preview) : SubscriptionEvent;

    /// <summary>The result of a frame.</summary>
    public sealed record Result(LoggedResult Logged) : SubscriptionEvent;

    /// <summary>Results that the subscriber does not get.</summary>
    /// <param name="FirstSequence">The first sequence of the range.</param>
    /// <param name="LastSequence">The last sequence of the range.</param>
    public sealed record Missed(ulong FirstSequence, ulong LastSequence) : SubscriptionEvent;
}
