using VideoSeg.Streaming.Resuming;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// A client's hold on a stream. Disposing it ends the stream, unless <see cref="ConnectionLost"/> was called: then the stream waits for its
/// client, which may also come back before the loss is noticed, and then displaces this attachment.
/// </summary>
public sealed class StreamAttachment : IAsyncDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _left;
    private bool _isLost;

    private StreamAttachment(StreamSession session, CancellationToken left) => (Session, _left) = (session, left);

    /// <summary>The stream.</summary>
    public StreamSession Session { get; }

    /// <summary>Cancelled when the client has come back by another call, or the stream has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Why <see cref="Ended"/> was cancelled.</summary>
    public VideoSegException TerminationReason => Session.TerminationReason ?? new StreamTakenOverException(Session.Options.StreamId);

    /// <summary>Whether the client has ended its call or lost its connection, although the attachment is not released yet.</summary>
    internal bool HasLeft => _left.IsCancellationRequested;

    /// <summary>Ends when nobody uses the session through this attachment any more.</summary>
    internal Task Released => _released.Task;

    /// <summary>Attaches to a stream that was just opened.</summary>
    /// <param name="session">The stream.</param>
    /// <param name="left">Cancelled when the client ends its call or loses its connection.</param>
    public static StreamAttachment To(StreamSession session, CancellationToken left = default)
    {
        var attachment = new StreamAttachment(session, left);
        return session.Lease.TryAcquire(attachment, out _) ? attachment : throw new StreamNotResumableException(session.Options.StreamId);
    }

    /// <summary>The connection broke. To be called before disposing.</summary>
    public void ConnectionLost() => _isLost = true;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isLost)
        {
            // Before the lease is released: the next holder reads at once.
            Session.Detach();
        }

        if (Session.Lease.Release(this, _isLost) && !_isLost)
        {
            await Session.DisposeAsync();
        }

        _released.TrySetResult();
    }

    /// <summary>Attaches to a stream whose client is back. The previous attachment is ended first: the server may not have noticed that its connection broke.</summary>
    /// <param name="session">The stream.</param>
    /// <param name="lastFrameNumber">The frame number of the last result that the client holds; null: it holds none.</param>
    /// <param name="left">Cancelled when the client ends its call or loses its connection.</param>
    /// <exception cref="StreamNotResumableException">The stream has ended.</exception>
    /// <exception cref="ResultsExpiredException">Results that the client misses were dropped.</exception>
    internal static async Task<StreamAttachment> ResumeAsync(StreamSession session, ulong? lastFrameNumber, CancellationToken left)
    {
        var attachment = new StreamAttachment(session, left);
        if (!session.Lease.TryAcquire(attachment, out var previous))
        {
            throw new StreamNotResumableException(session.Options.StreamId);
        }

        await (previous?.DisplaceAsync() ?? Task.CompletedTask);
        if (!session.TryRewind(lastFrameNumber))
        {
            await attachment.DisposeAsync();
            throw new ResultsExpiredException(session.Options.StreamId, lastFrameNumber);
        }

        return attachment;
    }

    /// <summary>Ends the attachment, and does not wait for its release.</summary>
    internal Task EndAsync() => _ended.CancelAsync();

    /// <summary>Ends the attachment, and waits until nobody uses the session through it.</summary>
    private async Task DisplaceAsync()
    {
        await EndAsync();
        await _released.Task;
    }
}
