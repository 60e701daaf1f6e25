using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds;

/// <summary>
/// The hosts from which sources may be fetched. What is checked is the address that is connected to, so a name is resolved here and not again: whoever owns a
/// name can't make it lead to one address for the check and to another for the connection.
/// </summary>
public sealed class SourceHosts
{
    /// <summary>Reached only if an address or network names them: a host name is not enough, since its owner can point it anywhere.</summary>
    private static readonly IPNetwork[] Guarded =
    [
        // This machine, and "any address", which is this machine too.
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("::/128"),
        // Link-local, where most clouds serve the metadata of a machine, and the addresses of the clouds that serve it elsewhere.
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"),
        // Multicast, broadcast and reserved; IPv4 addresses embedded in IPv6 ones (NAT64, 6to4).
        IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("2002::/16"),
    ];

    private readonly List<IPNetwork> _networks = [];
    private readonly List<string> _names = [];
    private readonly string _text;

    /// <param name="hosts">Names, addresses and networks, joined by ";".</param>
    /// <exception cref="FormatException">An entry is not a host; the message names it.</exception>
    public SourceHosts(string hosts)
    {
        _text = hosts;
        foreach (string entry in hosts.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(entry, out var address))
            {
                _networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            }
            else if (IPNetwork.TryParse(entry, out var network))
            {
                _networks.Add(network);
            }
            else if (entry == "*" || Uri.CheckHostName(entry.StartsWith("*.", StringComparison.Ordinal) ? entry[2..] : entry) == UriHostNameType.Dns)
            {
                _names.Add(entry);
            }
            else
            {
                throw new FormatException($"'{entry}' is not a host; allowed are names such as cam1.example or *.cameras.example, addresses, networks such as 10.0.0.0/8, and *");
            }
        }
    }

    /// <summary>Refuses a host before its name is resolved.</summary>
    /// <exception cref="SourceHostNotAllowedException">No source may be there.</exception>
    public void Check(Uri uri)
    {
        string host = uri.DnsSafeHost;
        bool isAllowed = IPAddress.TryParse(host, out var address) ? Allow(host, address) : _networks.Count > 0 || IsNamed(host);
        if (!isAllowed)
        {
            throw new SourceHostNotAllowedException(
                host,
                _text.Length == 0
                    ? "this server fetches from no host; start it with --source-hosts"
                    : $"this server fetches nothing from '{host}'; its hosts are set with --source-hosts");
        }
    }

    /// <summary>Connects to the first address of the host that is allowed and answers.</summary>
    /// <exception cref="VideoException">There is no such address.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = await AddressesOfAsync(host, cancellationToken);
        var allowed = addresses.Where(a => Allow(host, a)).ToArray();
        if (allowed.Length == 0)
        {
            throw new VideoException("VIDEO_UNREACHABLE", $"'{host}' leads to an address from which this server fetches nothing; its hosts are set with --source-hosts");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new VideoException("VIDEO_UNREACHABLE", $"'{host}' can't be reached at port {port}: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether a source that names this host may connect to this address.</summary>
    internal bool Allow(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Any(n => n.Contains(plain)) || (IsNamed(host) && !Guarded.Any(n => n.Contains(plain)) && !IsOwn(plain));
    }

    /// <summary>Whether an interface of this machine has the address now: what listens on all addresses, or on that one alone, is no camera.</summary>
    private static bool IsOwn(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Any(own => own.Address.GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes()));

    private bool IsNamed(string host) => _names.Any(name =>
        name == "*" || name.Equals(host, StringComparison.OrdinalIgnoreCase) || (name[0] == '*' && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)));

    private static async Task<IPAddress[]> AddressesOfAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            throw new VideoException("VIDEO_UNREACHABLE", $"'{host}' can't be resolved: {e.Message}", e);
        }
    }
}
