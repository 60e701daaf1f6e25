using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace VideoSeg.Server.Listening;

/// <summary>A URL to listen on.</summary>
/// <param name="IsTls">Whether the scheme is https.</param>
/// <param name="Address">Null: localhost, over IPv4 and IPv6.</param>
/// <param name="Port">0: any free port.</param>
internal sealed record ListenUrl(bool IsTls, IPAddress? Address, int Port)
{
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>The URL by which this machine itself reaches the port.</summary>
    public Uri ProbeAddress => new UriBuilder(IsTls ? "https" : "http", (Address is null || Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : Address).ToString(), Port).Uri;

    /// <exception cref="FormatException">A URL is not allowed; the message says what is.</exception>
    public static IReadOnlyList<ListenUrl> ParseAll(string urls) =>
        [.. urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <param name="kestrel">The server.</param>
    /// <param name="protocols">The protocols of the port.</param>
    /// <param name="admission">Is applied before TLS, and decides about connections.</param>
    /// <param name="tls">Is applied if the URL has TLS.</param>
    public ListenOptions Bind(KestrelServerOptions kestrel, HttpProtocols protocols, Action<ListenOptions> admission, Action<HttpsConnectionAdapterOptions> tls)
    {
        ListenOptions? bound = null;
        void Configure(ListenOptions options)
        {
            options.Protocols = protocols;
            admission(options);
            if (IsTls)
            {
                options.UseHttps(tls);
            }

            bound = options;
        }

        if (Address is not null)
        {
            kestrel.Listen(Address, Port, Configure);
        }
        else
        {
            kestrel.ListenLocalhost(Port, Configure);
        }

        return bound!;
    }

    private static ListenUrl Parse(string url)
    {
        var address = TryParse(url);
        if (address is not { Scheme: "http" or "https", PathBase: "", Port: >= 0 and <= 65535 })
        {
            throw NotAllowed(url);
        }

        bool isTls = address.Scheme == "https";
        return address.Host switch
        {
            // IPv4 and IPv6 cannot share a free port that is not chosen yet.
            "localhost" => new ListenUrl(isTls, address.Port == 0 ? IPAddress.Loopback : null, address.Port),
            "*" or "+" => new ListenUrl(isTls, IPAddress.IPv6Any, address.Port),
            _ => IPAddress.TryParse(address.Host, out var ip) ? new ListenUrl(isTls, ip, address.Port) : throw NotAllowed(url),
        };
    }

    private static BindingAddress? TryParse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static FormatException NotAllowed(string url) =>
        new($"'{url}' is not a URL to listen on; allowed are http://HOST:PORT and https://HOST:PORT, where HOST is localhost, an IP address or *");
}
