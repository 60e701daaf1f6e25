using System.Net.Security;
using VideoSeg.Client;

namespace VideoSeg.Cli.Servers;

/// <summary>A running server, and how the tool identifies itself to it.</summary>
/// <param name="Addresses">The gRPC addresses, at least one, all with the same scheme.</param>
internal sealed record ServerEndpoint(IReadOnlyList<Uri> Addresses)
{
    /// <summary>The API key or token, or <see langword="null"/> to send none.</summary>
    public string? Credential { get; init; }

    /// <summary>The trusted authorities and the client certificate, or <see langword="null"/> for those of the system and none.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Whether others on the network can read the credential.</summary>
    public bool IsCredentialExposed => Credential is not null && Addresses.Any(address => address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback);

    public VideoSegClient NewClient() => new(Addresses, new VideoSegClientOptions { Credential = Credential, Tls = Tls });

    public override string ToString() => string.Join(", ", Addresses.Select(address => address.OriginalString));
}
