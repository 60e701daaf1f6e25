using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VideoSeg.EndToEnd.Tests;

namespace VideoSeg.Cli.Tests;

/// <summary>A server with TLS that knows one caller by its key and another one by its certificate.</summary>
public sealed class SecuredServer : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = new();

    public string Address => _server.Address;

    /// <summary>The PEM file of the authority that signed the server's certificate.</summary>
    public string AuthorityFile => _authority.File;

    public string Key { get; } = "vskey_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string KeyFile => _folder["key"];

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(KeyFile, Key + "\n");
        _server = new RunningServer
        {
            Scheme = "https",
            Options = ["--models", Path.Combine(Repository.Models, "..", "tests", "fixtures", "packages"), "--model", "colours", "--jobs", _folder["jobs"]],
            Environment = new(_authority.ServerSettings())
            {
                ["Access__Callers__operator__KeyHashes__0"] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
                ["Access__Callers__operator__Rights__0"] = "all",
                ["Access__Callers__machine__CertificateName"] = "machine",
                ["Access__Callers__machine__Rights__0"] = "all",
                ["Access__ClientAuthorities"] = AuthorityFile,
            },
        };
        await _server.InitializeAsync();
    }

    /// <summary>Writes the certificate of a client and its private key.</summary>
    public void WriteClient(string name, string certificateFile, string keyFile)
    {
        using var certificate = _authority.SignClient(name);
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }
}
