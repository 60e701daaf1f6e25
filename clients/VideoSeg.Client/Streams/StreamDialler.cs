using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// Opens the calls of one stream: the first one, and another one each time the connection breaks. A stream that the server no longer knows is
/// opened again.
/// </summary>
internal sealed class StreamDialler(SegmentationService.SegmentationServiceClient service, StreamConfig config, VideoSegClientOptions options)
{
    /// <exception cref="RpcException">The server refused the call, or cannot be reached.</exception>
    public Task<StreamConnection> OpenAsync(CancellationToken cancellationToken) => CallAsync(new StreamSegmentRequest { Config = config }, cancellationToken);

    /// <summary>Resumes the stream, or opens it again where the server no longer knows it.</summary>
    /// <param name="started">The stream as the server accepted it.</param>
    /// <param name="lastAnswered">The frame number of the last result that arrived; null: none did.</param>
    /// <param name="cause">Why the connection ended.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="RpcException">The failure is permanent, or the time for reconnecting is over.</exception>
    public async Task<StreamConnection> ReopenAsync(StreamStarted started, ulong? lastAnswered, RpcException cause, CancellationToken cancellationToken)
    {
        bool isKnown = started.ResumeGrace?.ToTimeSpan() > TimeSpan.Zero;
        var again = new Reconnection(options);
        while (true)
        {
            await again.PauseAsync(cause, cancellationToken).ConfigureAwait(false);
            try
            {
                return await CallAsync(isKnown ? ResumeOf(started, lastAnswered) : new StreamSegmentRequest { Config = config }, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException e) when (isKnown && e.StatusCode is StatusCode.NotFound)
            {
                // The client was away for longer than the resume grace, or the server was restarted.
                again.Reset();
                (isKnown, cause) = (false, new RpcException(new Status(StatusCode.Unavailable, e.Status.Detail)));
            }
            catch (RpcException e)
            {
                cause = e;
            }
        }
    }

    private static StreamSegmentRequest ResumeOf(StreamStarted started, ulong? lastAnswered)
    {
        var resume = new StreamResume { StreamId = started.StreamId, ResumeToken = started.ResumeToken };
        if (lastAnswered is { } number)
        {
            resume.LastFrameNumber = number;
        }

        return new StreamSegmentRequest { Resume = resume };
    }

    private Task<StreamConnection> CallAsync(StreamSegmentRequest first, CancellationToken cancellationToken) =>
        StreamConnection.OpenAsync(service.StreamSegment(cancellationToken: cancellationToken), first, cancellationToken);
}
