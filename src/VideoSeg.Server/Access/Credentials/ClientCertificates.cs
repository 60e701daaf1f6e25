using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>
/// Mutual TLS: asks clients for a certificate and accepts those that one of our authorities signed. The chain is built once, by the TLS handshake
/// itself, from our authorities and the certificates that the client sent. Nothing is downloaded: the URLs in a certificate are a stranger's.
/// </summary>
internal sealed class ClientCertificates
{
    private volatile TrustedAuthorities _trusted;

    /// <param name="authoritiesPath">A PEM file of the authorities; empty: no certificate is asked for.</param>
    public ClientCertificates(string authoritiesPath) => _trusted = TrustedAuthorities.Read(authoritiesPath);

    /// <summary>Replaces the authorities, if the file has changed.</summary>
    public void Reload(string authoritiesPath)
    {
        var read = TrustedAuthorities.Read(authoritiesPath);
        if (!read.IsSame(_trusted))
        {
            _trusted = read;
        }
    }

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (_trusted.IsEmpty)
        {
            return;
        }

        // Probes, keys and tokens come without one.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.OnAuthenticate += (connection, tls) =>
        {
            var trusted = _trusted;
            connection.Features.Set(trusted);
            tls.CertificateChainPolicy = trusted.ToPolicy();
        };
    }

    /// <summary>The certificate of the connection; null: there is none, or its authorities were replaced after the handshake, which then takes place again.</summary>
    public X509Certificate2? Of(HttpContext http)
    {
        if (http.Connection.ClientCertificate is not { } certificate || http.Features.Get<TrustedAuthorities>() == _trusted)
        {
            return http.Connection.ClientCertificate;
        }

        http.Connection.RequestClose();
        return null;
    }
}
