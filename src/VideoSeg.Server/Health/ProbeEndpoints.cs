namespace VideoSeg.Server.Health;

/// <summary>Endpoints for probes, which call by the address of a container and carry no credential.</summary>
internal static class ProbeEndpoints
{
    /// <summary>The endpoint is open to all, under any host name: it tells only whether the server serves.</summary>
    public static T AllowProbes<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        endpoint.AllowAnonymous().Add(built => built.Metadata.Add(AnyHost.Instance));
        return endpoint;
    }

    /// <summary>Whether the request is for such an endpoint.</summary>
    public static bool IsProbe(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<AnyHost>() is not null;

    private sealed class AnyHost
    {
        public static AnyHost Instance { get; } = new();
    }
}
