using Microsoft.Extensions.Options;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Access;

/// <summary>Authentication and authorisation of all requests.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<Callers>();
        services.AddSingleton(provider => new ClientCertificates(provider.GetRequiredService<IOptions<AccessOptions>>().Value.ClientAuthorities));
    }

    /// <summary>Must come before the endpoints are mapped.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseMiddleware<OriginGuard>();
        app.UseRouting();
        app.UseMiddleware<AccessGate>();
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
}
