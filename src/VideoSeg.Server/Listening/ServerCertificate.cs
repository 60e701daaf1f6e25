using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace VideoSeg.Server.Listening;

/// <summary>The certificate of the server (Kestrel:Certificates:Default), which is read again when it is renewed. Connections that are open keep theirs.</summary>
internal sealed class ServerCertificate
{
    private readonly IConfigurationSection _section;
    private volatile SslStreamCertificateContext? _current;

    public ServerCertificate(IConfiguration configuration)
    {
        _section = configuration.GetSection("Kestrel:Certificates:Default");
        Reload();
    }

    /// <summary>The files that the certificate is read from.</summary>
    public IEnumerable<string> Files => [Setting("Path"), Setting("KeyPath")];

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate, or no key of it.</exception>
    public void Reload() => _current = Setting("Path") is { Length: > 0 } path ? Read(path) : null;

    /// <summary>A certificate of a store stays Kestrel's, and is not read again.</summary>
    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (_current is null)
        {
            return;
        }

        https.ServerCertificateSelector = (_, _) => _current?.TargetCertificate;
        https.OnAuthenticate += (_, tls) =>
        {
            // The context has the intermediates too.
            tls.ServerCertificateSelectionCallback = null;
            tls.ServerCertificateContext = _current;
        };
    }

    private SslStreamCertificateContext Read(string path)
    {
        string password = Setting("Password");
        var all = new X509Certificate2Collection();
        X509Certificate2 own;
        if (Setting("KeyPath") is { Length: > 0 } keyPath)
        {
            own = password.Length > 0 ? X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath) : X509Certificate2.CreateFromPemFile(path, keyPath);
            all.ImportFromPemFile(path);
        }
        else
        {
            all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            own = all.First(certificate => certificate.HasPrivateKey);
        }

        // Offline: no intermediate is fetched.
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }

    private string Setting(string name) => _section[name] ?? "";
}
