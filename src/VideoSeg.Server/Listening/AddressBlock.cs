using System.Net;
using System.Net.Sockets;

namespace VideoSeg.Server.Listening;

/// <summary>The addresses that one network user has at will: one of IPv4, and the 2^64 of a network of IPv6.</summary>
internal static class AddressBlock
{
    private const int NetworkBytes = 8;

    /// <param name="address">The address of a connection; null where it has none, such as a Unix socket.</param>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
