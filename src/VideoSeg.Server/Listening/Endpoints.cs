using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Streaming;

namespace VideoSeg.Server.Listening;

/// <summary>
/// The ports of the server. Without TLS a port cannot serve both HTTP/2 and HTTP/1.1 (there is no ALPN), so gRPC has a port of its own; with TLS one
/// port serves both.
/// </summary>
internal sealed class Endpoints(
    IOptions<ServeOptions> options,
    IOptions<StreamingOptions> streaming,
    ClientCertificates clientCertificates,
    ServerCertificate serverCertificate,
    ConnectionPlaces connections,
    ProbePort probes,
    TimeProvider time)
    : IConfigureOptions<KestrelServerOptions>
{
    private IReadOnlyList<ListenOptions> _grpc = [];
    private IReadOnlyList<ListenOptions> _http = [];
    private IReadOnlyList<ListenOptions> _probes = [];

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // ConnectionPlaces counts them, over all ports and by address.
        kestrel.Limits.MaxConcurrentConnections = null;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.Value.MaxConnections;

        int streams = streaming.Value.MaxStreams;
        kestrel.Limits.Http2.KeepAlivePingDelay = options.Value.KeepAliveDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = options.Value.KeepAliveTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Max(options.Value.MaxCallsPerConnection, streams + 100);
        kestrel.Limits.Http2.InitialStreamWindowSize = options.Value.StreamWindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = (int)Math.Min(int.MaxValue, (streams + 2L) * options.Value.StreamWindowBytes);

        // A client may leave its results unread: its stream waits, and the idle timeout ends it. Kestrel would close the whole connection. A client that
        // is gone does not answer pings.
        kestrel.Limits.MinResponseDataRate = null;

        _grpc = [.. ListenUrl.ParseAll(options.Value.Urls)
            .Select(url => url.Bind(kestrel, url.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2, connections.Apply, ApplyTls))];
        _http = [.. ListenUrl.ParseAll(options.Value.HttpUrls)
            .Select(url => url.Bind(kestrel, url.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, connections.Apply, ApplyTls))];
        _probes = [.. ListenUrl.ParseAll(options.Value.ProbeUrls).Select(url => url.Bind(kestrel, HttpProtocols.Http1, port => probes.Apply(port, time), _ => { }))];
    }

    private void ApplyTls(HttpsConnectionAdapterOptions https)
    {
        serverCertificate.Apply(https);
        clientCertificates.Apply(https);
    }

    /// <summary>One line for people and for programs that start the server. Port 0 is replaced by the actual port once the server listens.</summary>
    public string Describe() => string.Join(' ', ["READY", .. _grpc.Select(url => $"grpc={url}"), .. _http.Select(url => $"http={url}"), .. _probes.Select(url => $"probes={url}")]);
}
