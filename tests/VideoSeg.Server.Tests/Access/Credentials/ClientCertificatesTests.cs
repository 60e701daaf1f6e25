using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VideoSeg.Server.Access.Credentials;

namespace VideoSeg.Server.Tests.Access.Credentials;

public sealed class ClientCertificatesTests : IAsyncLifetime
{
    private readonly CertificateChain _ours = new();
    private readonly CertificateChain _strangers = new();
    private readonly string _authorities = Path.GetTempFileName();
    private WebApplication _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_authorities, _ours.Root.ExportCertificatePem(), Cancelled);
        var certificates = new ClientCertificates(_authorities);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = _ours.Sign("localhost", CertificateChain.ForServers);
            certificates.Apply(https);
        })));
        _server = builder.Build();
        _server.Run(context => context.Response.WriteAsync(context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false) ?? "none"));
        await _server.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _ours.Dispose();
        _strangers.Dispose();
        File.Delete(_authorities);
    }

    [Fact]
    public async Task A_client_that_our_authority_signed_is_known_by_its_common_name_with_the_intermediates_that_it_sends() =>
        Assert.Equal("gate", await AskAsync(_ours.Sign("gate"), _ours.Intermediate));

    [Fact]
    public async Task A_client_without_a_certificate_is_let_through_to_show_another_credential() => Assert.Equal("none", await AskAsync(null));

    [Fact]
    public async Task Certificates_of_other_authorities_for_other_purposes_or_without_their_chain_are_refused()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(_strangers.Sign("gate"), _strangers.Intermediate));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(_ours.Sign("gate", CertificateChain.ForServers), _ours.Intermediate));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(_ours.Sign("gate")));
    }

    [Fact]
    public async Task A_strangers_certificate_makes_the_server_fetch_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string url = $"http://{listener.LocalEndpoint}/issuer.cer";

        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(_strangers.Sign("gate", issuerUrl: url)));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(_ours.Sign("gate", issuerUrl: url)));

        // A fetch happens within the handshake, so a connection would be there by now.
        Assert.False(listener.Pending());
    }

    /// <summary>The name by which the server knows the client. Throws when the handshake fails.</summary>
    private async Task<string> AskAsync(X509Certificate2? certificate, params X509Certificate2[] intermediates)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_ours.Root);
        policy.ExtraStore.Add(_ours.Intermediate);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true),
            },
        };
        using var client = new HttpClient(handler);
        var address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return await client.GetStringAsync($"https://localhost:{address.Port}", Cancelled);
    }
}
