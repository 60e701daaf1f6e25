using Microsoft.Extensions.Options;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Health;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Access;

/// <summary>
/// Refuses requests from foreign web pages, also on a server that listens on loopback addresses alone. A page can make its visitor's browser call
/// localhost (the Origin header shows it), or a name of its own that resolves to this machine (DNS rebinding; the Host header shows it).
/// </summary>
internal sealed partial class OriginGuard
{
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    private readonly RequestDelegate _next;
    private readonly ILogger<OriginGuard> _logger;
    private readonly string[] _hosts;
    private readonly string[] _origins;

    public OriginGuard(RequestDelegate next, IOptions<AccessOptions> access, IOptions<ServeOptions> serve, ILogger<OriginGuard> logger)
    {
        (_next, _logger, _origins) = (next, logger, access.Value.Origins);
        bool isLocal = ListenUrl.ParseAll($"{serve.Value.Urls};{serve.Value.HttpUrls}").All(url => url.IsLoopback);
        _hosts = access.Value.Hosts is [_, ..] hosts ? hosts : isLocal ? ThisMachine : ["*"];
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
        if (!_hosts.Contains("*") && !ProbeEndpoints.IsProbe(context) && !_hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
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

        Log.Foreign(_logger, request.Path, problem);
        return ErrorResponse.WriteAsync(context, new OriginNotAllowedException(problem));
    }

    private bool IsAllowed(string origin, HttpRequest request) =>
        _origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: refused: {Problem}")]
        public static partial void Foreign(ILogger logger, PathString path, string problem);
    }
}
