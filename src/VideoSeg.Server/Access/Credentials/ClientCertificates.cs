using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>
/// Mutual TLS: asks clients for a certificate and accepts those that one of our authorities signed. The chain is built once, by the TLS handshake
/// itself, from our authorities and the certificates that the client sent. Nothing is downloaded: the URLs in a certificate are a stranger's.
/// </summary>
/// <param name="authoritiesPath">A PEM file of the authorities; empty: no certificate is asked for.</param>
internal sealed class ClientCertificates(string authoritiesPath)
{
    private readonly Lazy<X509Certificate2Collection> _authorities = new(() =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authoritiesPath);
        return authorities;
    });

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (authoritiesPath.Length == 0)
        {
            return;
        }

        // Probes, keys and tokens come without one.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.OnAuthenticate = (_, tls) => tls.CertificateChainPolicy = Policy();
    }

    /// <summary>The handshake adds the purpose (client authentication) and the client's intermediates.</summary>
    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities.Value);
        return policy;
    }
}
