using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;

namespace VideoSeg.Server.Hosting;

/// <summary>
/// The ports of the server. Without TLS a port can't tell HTTP/2 from HTTP/1.1 (there is no ALPN), so gRPC has one of its own; with TLS one
/// serves both.
/// </summary>
internal sealed class Endpoints(IOptions<ServeOptions> options, ClientCertificates clientCertificates) : IConfigureOptions<KestrelServerOptions>
{
    private IReadOnlyList<ListenOptions> _grpc = [];
    private IReadOnlyList<ListenOptions> _http = [];

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = kestrel.Limits.MaxConcurrentUpgradedConnections = options.Value.MaxConnections;

        // A client whose network is gone says nothing: without pings its stream would stay open for ever.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);

        _grpc = [.. ListenUrl.ParseAll(options.Value.Urls)
            .Select(url => url.Bind(kestrel, url.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2, clientCertificates.Apply))];
        _http = [.. ListenUrl.ParseAll(options.Value.HttpUrls)
            .Select(url => url.Bind(kestrel, url.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, clientCertificates.Apply))];
    }

    /// <summary>For people, and for programs that started the server; the ports are the real ones once it listens.</summary>
    public string Describe() => string.Join(' ', ["READY", .. _grpc.Select(url => $"grpc={url}"), .. _http.Select(url => $"http={url}")]);
}
