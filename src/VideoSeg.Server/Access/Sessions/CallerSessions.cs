using System.Collections.Concurrent;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Access.Sessions;

/// <summary>The sessions of all requests that are open.</summary>
internal sealed class CallerSessions(TimeProvider time)
{
    private readonly ConcurrentDictionary<CallerSession, Func<ValueTask<CallerIdentity>>> _open = [];

    /// <summary>Begins the session of a request: services see its end as the end of the request. The caller hands it to <see cref="End"/>.</summary>
    /// <param name="http">The request.</param>
    /// <param name="identity">The caller, which is known.</param>
    /// <param name="identify">Looks at the credential of the request again.</param>
    public CallerSession Begin(HttpContext http, CallerIdentity identity, Func<ValueTask<CallerIdentity>> identify)
    {
        var session = new CallerSession(identity, time, http.RequestAborted);
        http.RequestAborted = session.Ended;
        http.Features.Set(session);
        _open[session] = identify;
        return session;
    }

    public void End(CallerSession session)
    {
        _open.TryRemove(session, out _);
        session.Dispose();
    }

    /// <summary>Ends the sessions of callers that are not accepted any more, or that have other rights than when their calls began.</summary>
    public async Task RecheckAsync()
    {
        foreach (var (session, identify) in _open)
        {
            var now = await identify();
            if (now.Caller is null)
            {
                session.End(now.Problem);
            }
            else if (!IsSame(now.Caller, session.Caller))
            {
                session.End("the rights of the caller have changed: call again");
            }
        }
    }

    private static bool IsSame(Caller a, Caller b) => a.Id == b.Id && a.Grants.Select(g => g.ToString()).SequenceEqual(b.Grants.Select(g => g.ToString()));
}
