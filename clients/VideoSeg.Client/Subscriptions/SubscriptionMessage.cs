namespace VideoSeg.Client;

/// <summary>
/// What a subscription delivers: <see cref="SubscriptionStarted"/> first, then <see cref="SubscribedResult"/>, <see cref="MissedResults"/>,
/// <see cref="FramePreview"/>, <see cref="StreamOpened"/> and <see cref="StreamClosed"/>.
/// </summary>
public abstract record SubscriptionMessage
{
    private protected SubscriptionMessage()
    {
    }

    /// <summary>The last position in the results log that this message accounts for; null: none.</summary>
    internal virtual ulong? LastPosition => null;

    /// <returns>Null: a message that this version of the library does not know.</returns>
    internal static SubscriptionMessage? From(V1.SubscribeResponse response) => response.MessageCase switch
    {
        V1.SubscribeResponse.MessageOneofCase.Started => new SubscriptionStarted(
            response.Started.NextSequence, response.Started.FirstKeptSequence, response.Started.Missing)
        {
            IsLogReset = response.Started.LogReset,
            IsCreated = response.Started.SubscriptionCreated,
        },
        V1.SubscribeResponse.MessageOneofCase.Result => new SubscribedResult(ResultMapping.ToResult(response.Result)),
        V1.SubscribeResponse.MessageOneofCase.Missed => new MissedResults(
            response.Missed.FirstSequence, response.Missed.LastSequence, response.Missed.Count),
        V1.SubscribeResponse.MessageOneofCase.Preview => new FramePreview(
            response.Preview.StreamId,
            response.Preview.FrameNumber,
            (int)response.Preview.Width,
            (int)response.Preview.Height,
            response.Preview.Jpeg.Memory),
        V1.SubscribeResponse.MessageOneofCase.StreamChange => response.StreamChange.Kind == V1.StreamChangeKind.Opened
            ? new StreamOpened(response.StreamChange.State)
            : new StreamClosed(response.StreamChange.State),
        _ => null,
    };
}
