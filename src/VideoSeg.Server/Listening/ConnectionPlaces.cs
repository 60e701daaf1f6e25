using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Listening;

/// <summary>Admits connections to the ports for clients: so many on all ports together, and so many of one address. Excess connections are closed at once.</summary>
internal sealed class ConnectionPlaces(IOptions<ServeOptions> options) : IDisposable
{
    private readonly Places _places = new(options.Value.MaxConnections, options.Value.ConnectionsPerAddress);

    /// <summary>Must come before TLS.</summary>
    public void Apply(ListenOptions port) => port.Use(next => async connection =>
    {
        using var place = _places.TryTake(AddressOf(connection));
        if (place is null)
        {
            connection.Abort();
            return;
        }

        await next(connection);
    });

    public static IPAddress? AddressOf(ConnectionContext connection) => (connection.RemoteEndPoint as IPEndPoint)?.Address;

    public void Dispose() => _places.Dispose();
}
