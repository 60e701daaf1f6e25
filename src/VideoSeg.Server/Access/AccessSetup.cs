namespace VideoSeg.Server.Access;

/// <summary>What lets callers in.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<Callers>();
        services.AddSingleton<ClientCertificates>();
    }

    /// <summary>In front of each endpoint that is mapped.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseMiddleware<OriginGuard>();
        app.UseRouting();
        app.UseMiddleware<AccessGate>();
    }

    /// <summary>Says what a caller of this HTTP endpoint needs.</summary>
    public static T Needs<T>(this T endpoint, Verb verb)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new Need(verb)));
        return endpoint;
    }
}
