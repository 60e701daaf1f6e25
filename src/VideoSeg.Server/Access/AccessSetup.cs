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
}
