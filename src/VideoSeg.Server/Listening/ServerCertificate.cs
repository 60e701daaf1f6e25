using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VideoSeg.Server.Settings;

namespace VideoSeg.Server.Listening;

/// <summary>The certificate of the server (Kestrel:Certificates:Default), which is read again when it is renewed. Connections that are open keep theirs.</summary>
internal sealed class ServerCertificate
{
    private readonly IConfigurationSection _section;
    private readonly string _root;
    private volatile SslStreamCertificateContext? _current;

    public ServerCertificate(IConfiguration configuration, IHostEnvironment environment)
    {
        (_section, _root) = (configuration.GetSection("Kestrel:Certificates:Default"), environment.ContentRootPath);
        try
        {
            Reload();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(_section.Path, e.Message, e);
        }
    }

    /// <summary>The files that the certificate is read from.</summary>
    public IEnumerable<string> Files => [PathOf("Path"), PathOf("KeyPath")];

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate, or no key of it.</exception>
    public void Reload() => _current = PathOf("Path") is { Length: > 0 } path ? Read(path) : null;

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
        // X.509 says of a missing file that a cryptographic operation failed.
        if (Array.Find([.. Files], file => file.Length > 0 && !File.Exists(file)) is { } missing)
        {
            throw new FileNotFoundException($"the file '{missing}' is not there", missing);
        }

        string password = Setting("Password");
        var all = new X509Certificate2Collection();
        X509Certificate2 own;
        if (PathOf("KeyPath") is { Length: > 0 } keyPath)
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

    /// <summary>Relative paths begin at the content root, as Kestrel takes them; empty stays empty.</summary>
    private string PathOf(string name) => Setting(name) is { Length: > 0 } path ? Path.Combine(_root, path) : "";

    private string Setting(string name) => _section[name] ?? "";
}
