using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VideoSeg.Cli.Servers;

/// <summary>Reads the PEM files of a TLS client.</summary>
internal static class TlsFiles
{
    /// <param name="authorities">The file of the trusted authorities, or <see langword="null"/> for those of the system.</param>
    /// <param name="certificate">The file of the client certificate, or <see langword="null"/> for none.</param>
    /// <param name="key">The file of its private key, or <see langword="null"/> if the certificate's file has it.</param>
    /// <returns><see langword="null"/> if there is nothing to configure.</returns>
    /// <exception cref="CommandFailedException">A file does not hold what it should.</exception>
    public static SslClientAuthenticationOptions? Read(string? authorities, string? certificate, string? key) => authorities is null && certificate is null
        ? null
        : new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = authorities is null ? null : PolicyOf(authorities),
            ClientCertificateContext = certificate is null ? null : ContextOf(certificate, key),
        };

    private static X509ChainPolicy PolicyOf(string path)
    {
        // Authorities of one's own rarely publish where to ask for revocation.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(CertificatesOf(path));
        return policy;
    }

    private static SslStreamCertificateContext ContextOf(string path, string? key)
    {
        var chain = CertificatesOf(path);
        try
        {
            var leaf = X509Certificate2.CreateFromPemFile(path, key);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (CryptographicException e)
        {
            throw new CommandFailedException($"{key ?? path} has no private key of the certificate in {path}: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection CertificatesOf(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(File.ReadAllText(path));
        }
        catch (CryptographicException e)
        {
            throw new CommandFailedException($"{path} is not a PEM file of certificates: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new CommandFailedException($"{path} has no certificate in PEM form (BEGIN CERTIFICATE).");
    }
}
