using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// Opens the calls of one stream: the first, and after a broken connection the next, again and again. A stream that the server no longer
/// knows is opened anew.
/// </summary>
internal sealed class StreamDialler(SegmentationService.SegmentationServiceClient service, StreamConfig config, VideoSegClientOptions options)
{
    /// <exception cref="RpcException">The server refused, or can't be reached.</exception>
    public Task<StreamConnection> OpenAsync(CancellationToken cancellationToken) => CallAsync(new StreamSegmentRequest { Config = config }, cancellationToken);

    /// <summary>Comes back to the stream, or begins it anew where the server no longer knows it.</summary>
    /// <param name="started">What the server said of the stream.</param>
    /// <param name="lastAnswered">Of the last result that came; null: none did.</param>
    /// <param name="cause">Why the connection ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The cause is none that time mends, or the time is over.</exception>
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
                // It was away for too long, or the server was started anew.
                again.Answered();
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
