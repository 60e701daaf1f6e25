using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Access.Sessions;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Access;

/// <summary>Authentication and authorisation of all requests.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddCors();
        services.AddSingleton<Callers>();
        services.AddSingleton<CallerSessions>();
        services.AddSingleton(provider => new ClientCertificates(provider.GetRequiredService<IOptions<AccessOptions>>().Value.ClientAuthorities));
    }

    /// <summary>Must come before the endpoints are mapped.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (!ProbePort.Refuses(context))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        app.UseRouting();
        app.UseMiddleware<OriginGuard>();

        // A preflight carries no credential, and is answered here.
        app.UseCors(policy => policy
            .WithOrigins(app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.Origins)
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders("grpc-status", "grpc-message", "grpc-status-details-bin")
            .SetPreflightMaxAge(TimeSpan.FromHours(1)));
        app.UseMiddleware<AccessGate>();
    }

    /// <summary>
    /// Takes the client's address and scheme from the headers of the configured proxies, and from nobody else. The host is the Host header that the proxy passes on: most
    /// proxies do not replace an X-Forwarded-Host that the client sends.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.Proxies;
        if (proxies.Length == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (string proxy in proxies)
        {
            forwarded.KnownIPNetworks.Add(ProxyNetwork.Parse(proxy));
        }

        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>The endpoint requires this permission.</summary>
    public static T Requires<T>(this T endpoint, Permission permission)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new Requirement(permission)));
        return endpoint;
    }

    /// <summary>The authenticated caller of this request. Only endpoints that are open to all may have none.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException($"{context.Request.Path} has no authenticated caller: {nameof(UseAccess)} has to come before it");

    /// <summary>Whose shares of the server the request takes: those of its caller, or of its address where callers are anonymous.</summary>
    public static string ShareOwner(this HttpContext context) => context.Features.Get<Caller>() is { } caller && caller != Grants.Caller.Anonymous
        ? caller.Id
        : AddressBlock.Of(context.Connection.RemoteIpAddress);
}
