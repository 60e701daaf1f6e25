using Google.Rpc;
using Grpc.Core;
using StatusCode = Grpc.Core.StatusCode;

namespace VideoSeg.Client;

/// <summary>The pauses between attempts to come back to a server, which grow, and the end of patience.</summary>
internal sealed class Reconnection(VideoSegClientOptions options)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly long _begin = options.Time.GetTimestamp();

    /// <summary>So that the clients of a server that was restarted do not all come at once.</summary>
    private readonly Random _jitter = new(Guid.NewGuid().GetHashCode());

    private TimeSpan _pause = ShortestPause;

    /// <summary>Ends when it is time for the next attempt.</summary>
    /// <param name="cause">Why the last one failed, or the connection ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The cause is none that time mends, or the time is over.</exception>
    public async Task PauseAsync(RpcException cause, CancellationToken cancellationToken)
    {
        if (!IsPassing(cause))
        {
            throw cause;
        }

        var wait = RetryDelayOf(cause) is { } asked && asked > _pause ? asked : _pause * (0.5 + (0.5 * _jitter.NextDouble()));
        if (options.Time.GetElapsedTime(_begin) + wait > options.ReconnectTimeout)
        {
            throw cause;
        }

        _pause = TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
        await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The server answered, though not as hoped: what comes next need not wait for long.</summary>
    public void Answered() => _pause = ShortestPause;

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
}
