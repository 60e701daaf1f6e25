using Google.Rpc;
using Grpc.Core;
using StatusCode = Grpc.Core.StatusCode;

namespace VideoSeg.Client;

/// <summary>The growing, jittered pauses between attempts to reconnect, and the time after which to stop trying.</summary>
internal sealed class Reconnection(VideoSegClientOptions options)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly long _begin = options.Time.GetTimestamp();

    /// <summary>Jitter keeps the clients of a restarted server from all reconnecting at once.</summary>
    private readonly Random _jitter = new(Guid.NewGuid().GetHashCode());

    private TimeSpan _pause = ShortestPause;

    /// <summary>Waits until it is time for the next attempt.</summary>
    /// <param name="cause">Why the last attempt failed, or the connection ended.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="RpcException">The failure is permanent, or the time for reconnecting is over.</exception>
    public async Task PauseAsync(RpcException cause, CancellationToken cancellationToken)
    {
        if (!IsTransient(cause))
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

    /// <summary>The server responded, so the next attempt starts with the shortest pause again.</summary>
    public void Reset() => _pause = ShortestPause;

    /// <summary>
    /// Whether a retry may help: the server says so (UNAVAILABLE, or a limit with RetryInfo), or the client's side of the call failed without a
    /// response, in which case the status carries an exception.
    /// </summary>
    private static bool IsTransient(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unavailable => true,
        StatusCode.ResourceExhausted => RetryDelayOf(e) is not null,
        StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled => e.Status.DebugException is not null,
        _ => false,
    };

    private static TimeSpan? RetryDelayOf(RpcException e) => e.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
}
