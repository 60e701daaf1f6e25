using Microsoft.Extensions.Options;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Hosting;

namespace VideoSeg.Server.Access;

/// <summary>
/// Keeps foreign web pages out, also on a server that listens on this machine alone: a page can make its visitor's browser call localhost, under its own
/// name (the Origin tells), or under a name of its own that it lets point here (the Host tells).
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
        string problem;
        if (!_hosts.Contains("*") && !_hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            problem = $"the server is not to be called by this host name; allowed are {string.Join(", ", _hosts)} (Access:Hosts)";
        }
        else if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsAllowed(origin, request))
        {
            problem = "pages of this origin may not call the server; allowed are its own and those of Access:Origins";
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
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: {Problem}")]
        public static partial void Foreign(ILogger logger, PathString path, string problem);
    }
}
