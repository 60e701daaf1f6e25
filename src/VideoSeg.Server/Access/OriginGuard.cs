using System.Net;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Health;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Access;

/// <summary>
/// Refuses requests from foreign web pages, also on a server that listens on loopback addresses alone. A page can make its visitor's browser call
/// localhost (the Origin header shows it), or a name of its own that resolves to this machine (DNS rebinding; the Host header shows it).
/// </summary>
internal sealed class OriginGuard
{
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// For an open server that other machines reach, such as one in a container whose port the host forwards: the name of a page has a dot and is no address.
    /// </summary>
    private static readonly string[] Unambiguous = ["addresses", "names without a dot"];

    private readonly RequestDelegate _next;
    private readonly RefusalLog _refusals;
    private readonly string[] _hosts;
    private readonly string[] _origins;

    public OriginGuard(RequestDelegate next, IOptions<AccessOptions> access, IOptions<ServeOptions> serve, RefusalLog refusals)
    {
        (_next, _refusals, _origins) = (next, refusals, access.Value.Origins);
        bool isLocal = ListenUrl.ParseAll($"{serve.Value.Urls};{serve.Value.HttpUrls}").All(url => url.IsLoopback);
        _hosts = access.Value.Hosts is [_, ..] hosts ? hosts : isLocal ? ThisMachine : access.Value.IsRequired ? ["*"] : Unambiguous;
    }

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (ProbePort.IsOf(context))
        {
            // An orchestrator calls it by any address, and what it answers is no secret.
            return _next(context);
        }

        string problem;
        if (!ProbeEndpoints.IsProbe(context) && !IsAllowed(request.Host.Host))
        {
            problem = $"this host name is not allowed; allowed are {string.Join(", ", _hosts)} (Access:Hosts)";
        }
        else if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsAllowed(origin, request))
        {
            problem = "this origin is not allowed; allowed are the server's own and those of Access:Origins";
        }
        else
        {
            return _next(context);
        }

        var refusal = new OriginNotAllowedException(problem);
        _refusals.Write(request.Path, ErrorTable.Find(refusal)!.Reason, problem);
        return ErrorResponse.WriteAsync(context, refusal);
    }

    private bool IsAllowed(string host) =>
        _hosts == Unambiguous
            ? !host.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(host, out _)
            : _hosts.Contains("*") || _hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private bool IsAllowed(string origin, HttpRequest request) =>
        _origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
