using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace VideoSeg.Server.Access;

/// <summary>The address of a proxy, or the network of several: 10.0.0.7 or 10.0.0.0/8.</summary>
internal static class ProxyNetwork
{
    public static IPNetwork Parse(string text) => TryParse(text, out var network) ? network.Value : throw new FormatException($"'{text}' is neither an address nor a network");

    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = IPNetwork.TryParse(text, out var several) ? several
            : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
            : null;
        return network is not null;
    }
}
