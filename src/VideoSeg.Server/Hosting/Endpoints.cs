using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Streaming;

namespace VideoSeg.Server.Hosting;

/// <summary>
/// The ports of the server. Without TLS a port can't tell HTTP/2 from HTTP/1.1 (there is no ALPN), so gRPC has one of its own; with TLS one
/// serves both.
/// </summary>
internal sealed class Endpoints(IOptions<ServeOptions> options, IOptions<StreamingOptions> streaming, ClientCertificates clientCertificates)
    : IConfigureOptions<KestrelServerOptions>
{
    private IReadOnlyList<ListenOptions> _grpc = [];
    private IReadOnlyList<ListenOptions> _http = [];

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = kestrel.Limits.MaxConcurrentUpgradedConnections = options.Value.MaxConnections;

        int streams = streaming.Value.MaxStreams;
        kestrel.Limits.Http2.KeepAlivePingDelay = options.Value.KeepAliveDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = options.Value.KeepAliveTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Max(options.Value.MaxCallsPerConnection, streams + 100);
        kestrel.Limits.Http2.InitialStreamWindowSize = options.Value.StreamWindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = (int)Math.Min(int.MaxValue, (streams + 2L) * options.Value.StreamWindowBytes);

        // A client may leave its results unread for as long as it likes: its stream waits, and the idle time-out ends it. Kestrel would end the
        // whole connection. One that is gone does not answer pings.
        kestrel.Limits.MinResponseDataRate = null;

        _grpc = [.. ListenUrl.ParseAll(options.Value.Urls)
            .Select(url => url.Bind(kestrel, url.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2, clientCertificates.Apply))];
        _http = [.. ListenUrl.ParseAll(options.Value.HttpUrls)
            .Select(url => url.Bind(kestrel, url.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, clientCertificates.Apply))];
    }

    /// <summary>For people, and for programs that started the server; the ports are the real ones once it listens.</summary>
    public string Describe() => string.Join(' ', ["READY", .. _grpc.Select(url => $"grpc={url}"), .. _http.Select(url => $"http={url}")]);
}
