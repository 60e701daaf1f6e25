using System.Net;
using System.Net.Sockets;
using VideoSeg.Streaming;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources;

/// <summary>
/// Where sources may be. What counts in the end is the address that is connected to, so a name is looked up here and not again: whoever owns a name's
/// entry can't make it mean one address for the check and another for the connection.
/// </summary>
public sealed class SourceHosts
{
    /// <summary>Reached only where an address or network names them: a name, which others may point anywhere, is not enough.</summary>
    private static readonly IPNetwork[] Guarded =
    [
        // This machine, and "any address", which is this machine too.
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("::/128"),
        // Link-local, where most clouds keep the secrets of a machine, and those of the clouds that keep them elsewhere.
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"),
        // Multicast, broadcast and what is reserved; addresses of IPv4 inside those of translators.
        IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("2002::/16"),
    ];

    private readonly List<IPNetwork> _networks = [];
    private readonly List<string> _names = [];
    private readonly string _text;

    /// <param name="hosts">As <see cref="SourceOptions.Hosts"/>.</param>
    /// <exception cref="FormatException">An entry is none; the message says which.</exception>
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
                throw new FormatException($"'{entry}' is no host; allowed are names such as cam1.example or *.cameras.example, addresses, networks such as 10.0.0.0/8, and *");
            }
        }
    }

    /// <summary>What can be told before a name is looked up.</summary>
    /// <exception cref="StreamRefusedException">No source may be there.</exception>
    public void Check(Uri uri)
    {
        string host = uri.DnsSafeHost;
        bool isAllowed = IPAddress.TryParse(host, out var address) ? Allow(host, address) : _networks.Count > 0 || IsNamed(host);
        if (!isAllowed)
        {
            throw new StreamRefusedException(
                StreamRefusal.Forbidden,
                "SOURCE_HOST_NOT_ALLOWED",
                _text.Length == 0
                    ? "this server fetches from no host; start it with --source-hosts"
                    : $"this server fetches nothing from '{host}'; its hosts are set with --source-hosts",
                "uri");
        }
    }

    /// <summary>Connects to the first address of the host that is allowed and answers.</summary>
    /// <exception cref="VideoException">None is.</exception>
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

    /// <summary>Whether a source may connect to the address, which it knows by this name.</summary>
    internal bool Allow(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Any(n => n.Contains(plain)) || (IsNamed(host) && !Guarded.Any(n => n.Contains(plain)));
    }

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
            throw new VideoException("VIDEO_UNREACHABLE", $"'{host}' is not known: {e.Message}", e);
        }
    }
}
