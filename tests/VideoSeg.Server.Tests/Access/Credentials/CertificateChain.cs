using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VideoSeg.Server.Tests.Access.Credentials;

/// <summary>A root, an intermediate that it signed, and certificates that the intermediate signs.</summary>
internal sealed class CertificateChain : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    public CertificateChain()
    {
        Root = Create("CN=root", issuer: null, isAuthority: true);
        Intermediate = Create("CN=intermediate", Root, isAuthority: true);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    /// <summary>A certificate of the intermediate.</summary>
    /// <param name="name">The common name.</param>
    /// <param name="purpose">The extended key usage.</param>
    /// <param name="issuerUrl">Where the issuer's certificate can be fetched (AIA); null: the certificate does not say.</param>
    public X509Certificate2 Sign(string name, string purpose = ForClients, string? issuerUrl = null) =>
        Create($"CN={name}", Intermediate, isAuthority: false, purpose, issuerUrl);

    public void Dispose()
    {
        Root.Dispose();
        Intermediate.Dispose();
    }

    private static X509Certificate2 Create(string subject, X509Certificate2? issuer, bool isAuthority, string? purpose = null, string? issuerUrl = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (isAuthority)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        }

        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        }

        if (issuerUrl is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuerUrl]));
        }

        var now = TimeProvider.System.GetUtcNow();
        using var signed = issuer is null
            ? request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2))
            : request.Create(issuer, now.AddHours(-1), issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.HasPrivateKey ? X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), null) : signed.CopyWithPrivateKey(key);

        // TLS requires a key that does not belong to this object.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
