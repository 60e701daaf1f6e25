using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Access;

/// <summary>Mutual TLS: asks clients for a certificate, and takes only those that one of our authorities signed.</summary>
internal sealed class ClientCertificates(IOptions<AccessOptions> options)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly Lazy<X509Certificate2Collection> _authorities = new(() =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(options.Value.ClientAuthorities);
        return authorities;
    });

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (options.Value.ClientAuthorities.Length == 0)
        {
            return;
        }

        // Probes, keys and tokens come without one.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsTrusted(certificate);
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        return chain.Build(certificate);
    }
}
