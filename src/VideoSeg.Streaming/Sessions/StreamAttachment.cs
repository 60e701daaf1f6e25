namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// A client's hold on a stream. Disposing it ends the stream, unless the connection was <see cref="Lost"/>: then the stream waits for its
/// client, who may also come back before the loss is noticed and so displace this hold.
/// </summary>
public sealed class StreamAttachment : IAsyncDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private bool _lost;

    private StreamAttachment(StreamSession session) => Session = session;

    public StreamSession Session { get; }

    /// <summary>There is nothing left to hold: the client came back by another call, or the stream is over.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>What to say of it.</summary>
    public StreamRefusedException WhyEnded => Session.Farewell ?? new(
        StreamRefusal.Displaced, "STREAM_TAKEN_OVER", $"the client of stream '{Session.Options.StreamId}' came back by another call");

    /// <summary>Holds a stream that was just opened.</summary>
    public static StreamAttachment To(StreamSession session)
    {
        var attachment = new StreamAttachment(session);
        return session.Seat.TryTake(attachment, out _) ? attachment : throw StreamRefusedException.UnknownStream(session.Options.StreamId);
    }

    /// <summary>The connection broke; to be said before disposing.</summary>
    public void Lost() => _lost = true;

    public async ValueTask DisposeAsync()
    {
        if (_lost)
        {
            // Before the seat is free: who takes it next reads.
            Session.Results.ReaderIsGone();
            Session.Publication.Detached = true;
        }

        if (Session.Seat.Leave(this, isLost: _lost) && !_lost)
        {
            await Session.DisposeAsync();
        }

        _released.TrySetResult();
    }

    /// <summary>Holds a stream whose client is back. Who still holds it is sent away first: the server may not have noticed that the connection broke.</summary>
    /// <param name="session">The stream.</param>
    /// <param name="lastFrameNumber">Of the last result that the client holds; null: it holds none.</param>
    /// <exception cref="StreamRefusedException">The stream is over, or results that the client misses are not kept any more.</exception>
    internal static async Task<StreamAttachment> ResumeAsync(StreamSession session, ulong? lastFrameNumber)
    {
        var attachment = new StreamAttachment(session);
        if (!session.Seat.TryTake(attachment, out var before))
        {
            throw StreamRefusedException.UnknownStream(session.Options.StreamId);
        }

        await (before?.DisplaceAsync() ?? Task.CompletedTask);
        if (!session.Results.TryRewind(lastFrameNumber))
        {
            await attachment.DisposeAsync();
            throw StreamRefusedException.ResultsGone(session.Options.StreamId, lastFrameNumber);
        }

        session.Publication.Detached = false;
        return attachment;
    }

    internal Task EndAsync() => _ended.CancelAsync();

    /// <summary>Ends when nobody uses the session through this hold any more.</summary>
    internal async Task DisplaceAsync()
    {
        await EndAsync();
        await _released.Task;
    }
}
