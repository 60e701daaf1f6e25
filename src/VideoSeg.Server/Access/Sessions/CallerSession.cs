using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Access.Sessions;

/// <summary>A request of a known caller, until it ends, its credential expires, or the caller is not accepted any more.</summary>
internal sealed class CallerSession : IDisposable
{
    /// <summary>Timers take no longer times than some weeks.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _expires;
    private readonly CancellationTokenSource _ended;
    private readonly ITimer _expiry;

    /// <param name="identity">The caller, and when its credential expires.</param>
    /// <param name="time">The clock.</param>
    /// <param name="aborted">Cancelled when the client is gone.</param>
    public CallerSession(CallerIdentity identity, TimeProvider time, CancellationToken aborted)
    {
        (Caller, _expires, _time) = (identity.Caller!, identity.Expires, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Expire();
    }

    public Caller Caller { get; }

    /// <summary>Cancelled when the client is gone, or the session was ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Why the session was ended; null: it was not.</summary>
    public string? Problem { get; private set; }

    /// <summary>What ended a call: that its session was ended, or the exception.</summary>
    public static Exception CauseOf(HttpContext http, Exception exception) =>
        http.Features.Get<CallerSession>()?.Problem is { } problem ? new UnauthenticatedException(problem) : exception;

    public void End(string problem)
    {
        Problem ??= problem;
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The request ended at the same moment.
        }
    }

    public void Dispose()
    {
        _expiry.Dispose();
        _ended.Dispose();
    }

    private void Expire()
    {
        var left = _expires - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            End("the credential has expired: call again with a new one");
        }
        else
        {
            _expiry.Change(left < LongestWait ? left : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }
}
