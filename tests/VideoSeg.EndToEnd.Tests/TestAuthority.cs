using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A certificate authority for tests. Its files are in a folder of its own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(2));
        File = _folder.File("authority.pem");
        System.IO.File.WriteAllText(File, _certificate.ExportCertificatePem());
    }

    /// <summary>The PEM file of its own certificate.</summary>
    public string File { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Returns the settings of a server with a certificate for 127.0.0.1 and localhost.</summary>
    public Dictionary<string, string?> ServerSettings()
    {
        using var certificate = Sign("CN=localhost", ForServers);
        System.IO.File.WriteAllText(_folder.File("server.pem"), certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(_folder.File("server.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return new()
        {
            ["Kestrel__Certificates__Default__Path"] = _folder.File("server.pem"),
            ["Kestrel__Certificates__Default__KeyPath"] = _folder.File("server.key"),
        };
    }

    public X509Certificate2 SignServer() => Sign("CN=localhost", ForServers);

    public X509Certificate2 SignClient(string name) => Sign($"CN={name}", ForClients);

    /// <summary>Returns the HTTP handler of a client that trusts only this authority and presents <paramref name="certificate"/>.</summary>
    public SslClientAuthenticationOptions ClientTls(X509Certificate2? certificate = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_certificate);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy, ClientCertificates = certificate is null ? null : [certificate] };
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    private X509Certificate2 Sign(string subject, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_certificate, Now.AddHours(-1), Now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);

        // TLS needs a key that does not depend on the lifetime of this object.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
