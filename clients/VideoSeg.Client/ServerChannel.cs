using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VideoSeg.Client;

/// <summary>Opens the channel of a client: to one server, or to the first of several that responds.</summary>
internal static class ServerChannel
{
    /// <exception cref="ArgumentException">There is no address, or they have different schemes.</exception>
    public static GrpcChannel Open(IReadOnlyList<Uri> addresses, VideoSegClientOptions options)
    {
        if (addresses.Count == 0 || addresses.Any(a => a.Scheme != addresses[0].Scheme))
        {
            throw new ArgumentException($"give one address or more, all with the scheme http or all with https; these are '{string.Join(", ", addresses)}'", nameof(addresses));
        }

        var settings = SettingsOf(options);
        if (addresses.Count == 1)
        {
            return GrpcChannel.ForAddress(addresses[0], settings);
        }

        settings.Credentials = addresses[0].Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        settings.ServiceProvider = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => [.. addresses.Select(a => new BalancerAddress(a.Host, a.Port))]))
            .BuildServiceProvider();
        settings.ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new PickFirstConfig() } };
        return GrpcChannel.ForAddress("static:///videoseg", settings);
    }

    private static GrpcChannelOptions SettingsOf(VideoSegClientOptions options) => new()
    {
        MaxReceiveMessageSize = options.MaxReceiveMessageBytes,
        // What may be sent is the server's to say, and is checked before it is sent.
        MaxSendMessageSize = null,
        ThrowOperationCanceledOnCancellation = true,
        DisposeHttpClient = true,
        HttpHandler = new CredentialHandler(options.Credential, new SocketsHttpHandler
        {
            SslOptions = options.Tls ?? new(),
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = options.KeepAliveDelay,
            KeepAlivePingTimeout = options.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        }),
    };
}
