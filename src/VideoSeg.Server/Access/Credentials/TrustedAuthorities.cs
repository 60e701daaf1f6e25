using System.Security.Cryptography.X509Certificates;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>The authorities whose client certificates are accepted. A connection keeps those that verified its certificate.</summary>
internal sealed class TrustedAuthorities
{
    private readonly string _pem;
    private readonly X509Certificate2Collection _certificates = [];

    private TrustedAuthorities(string pem)
    {
        _pem = pem;
        _certificates.ImportFromPem(pem);
    }

    public bool IsEmpty => _certificates.Count == 0;

    /// <param name="path">A PEM file; empty: no authorities.</param>
    public static TrustedAuthorities Read(string path) => new(path.Length > 0 ? File.ReadAllText(path) : "");

    public bool IsSame(TrustedAuthorities other) => _pem == other._pem;

    /// <summary>The handshake adds the purpose (client authentication) and the client's intermediates.</summary>
    public X509ChainPolicy ToPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_certificates);
        return policy;
    }
}
