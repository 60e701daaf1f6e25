using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VideoSeg.Server.Listening;

/// <summary>
/// The ports of Serve:ProbeUrls. Their connections have places of their own, which those of other ports cannot take, and are closed after a short time; and they
/// answer probes alone.
/// </summary>
internal sealed class ProbePort : IDisposable
{
    private const string Probes = "/healthz";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Places _places = new(all: 64, ofAddress: 16);

    /// <summary>Must come before TLS.</summary>
    public void Apply(ListenOptions port, TimeProvider time) => port.Use(next => async connection =>
    {
        using var place = _places.TryTake(ConnectionPlaces.AddressOf(connection));
        if (place is null)
        {
            connection.Abort();
            return;
        }

        connection.Features.Set(this);
        using var lifetime = new CancellationTokenSource(Lifetime, time);
        await using var close = lifetime.Token.Register(connection.Abort);
        await next(connection);
    });

    /// <summary>Whether the request came by a probe port.</summary>
    public static bool IsOf(HttpContext context) => context.Features.Get<ProbePort>() is not null;

    /// <summary>Whether it is no probe although it came by a probe port.</summary>
    public static bool Refuses(HttpContext context) => IsOf(context) && !context.Request.Path.StartsWithSegments(Probes);

    public void Dispose() => _places.Dispose();
}
