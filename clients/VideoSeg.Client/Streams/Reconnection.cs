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
            // What the server itself said stays as it is.
            throw options.ReconnectTimeout == TimeSpan.Zero || cause.GetRpcStatus() is not null ? cause : new RpcException(new Grpc.Core.Status(
                cause.StatusCode, $"the server could not be reached again within {options.ReconnectTimeout.TotalSeconds:0} s: {cause.Status.Detail}", cause.Status.DebugException));
        }

        _pause = TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
        await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The server responded, so the next attempt starts with the shortest pause again.</summary>
    public void Reset() => _pause = ShortestPause;

    /// <summary>Whether a retry may help: there is no server or connection (UNAVAILABLE), or a limit has a RetryInfo.</summary>
    private static bool IsTransient(RpcException e) =>
        e.StatusCode is StatusCode.Unavailable || (e.StatusCode is StatusCode.ResourceExhausted && RetryDelayOf(e) is not null);

    private static TimeSpan? RetryDelayOf(RpcException e) => e.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
}
