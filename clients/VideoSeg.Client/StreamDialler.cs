using Google.Rpc;
using Grpc.Core;
using VideoSeg.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace VideoSeg.Client;

/// <summary>
/// Opens the calls of one stream: the first, and after a broken connection the next, again and again with growing pauses. A stream that
/// the server no longer knows is opened anew.
/// </summary>
internal sealed class StreamDialler(SegmentationService.SegmentationServiceClient service, StreamConfig config, VideoSegClientOptions options)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>So that the clients of a server that was restarted do not all come at once.</summary>
    private readonly Random _jitter = new(Guid.NewGuid().GetHashCode());

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
        long begin = options.Time.GetTimestamp();
        for (var pause = ShortestPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            if (!IsPassing(cause))
            {
                throw cause;
            }

            var wait = RetryDelayOf(cause) is { } asked && asked > pause ? asked : pause * (0.5 + (0.5 * _jitter.NextDouble()));
            if (options.Time.GetElapsedTime(begin) + wait > options.ReconnectTimeout)
            {
                throw cause;
            }

            await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                return await CallAsync(isKnown ? ResumeOf(started, lastAnswered) : new StreamSegmentRequest { Config = config }, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException e) when (isKnown && e.StatusCode is StatusCode.NotFound)
            {
                // It was away for too long, or the server was started anew; to begin anew is a matter of now.
                (isKnown, pause, cause) = (false, ShortestPause / 2, new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, e.Status.Detail)));
            }
            catch (RpcException e)
            {
                cause = e;
            }
        }
    }

    /// <summary>
    /// Whether trying again may help. The server itself says so (UNAVAILABLE, or a limit with the time after which to try again); what the
    /// client's side says of a call without an answer has an exception with it.
    /// </summary>
    private static bool IsPassing(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unavailable => true,
        StatusCode.ResourceExhausted => RetryDelayOf(e) is not null,
        StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled => e.Status.DebugException is not null,
        _ => false,
    };

    private static TimeSpan? RetryDelayOf(RpcException e) => e.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();

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
