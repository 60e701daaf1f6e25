using System.Security.Cryptography;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace VideoSeg.Server.Access;

/// <summary>The issuer's public keys.</summary>
internal static class TokenKeys
{
    public static bool IsUrl(string jwks) => jwks.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="ArgumentException">It holds no public key of RSA or ECDSA.</exception>
    public static SecurityKey ReadPem(string path)
    {
        string pem = File.ReadAllText(path);
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(pem);
            return new ECDsaSecurityKey(ecdsa);
        }
    }

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="ArgumentException">It is no JWKS, or an empty one.</exception>
    public static IList<SecurityKey> ReadJwks(string path) => KeysOf(File.ReadAllText(path));

    /// <summary>Keys behind a URL: read at the first token, and again, meanwhile refusing it, when a token names one that is not among them.</summary>
    public static BaseConfigurationManager Fetched(string url) =>
        new ConfigurationManager<FetchedKeys>(url, new KeysRetriever(), new HttpDocumentRetriever { RequireHttps = true });

    private static IList<SecurityKey> KeysOf(string json)
    {
        var keys = new JsonWebKeySet(json).GetSigningKeys();
        return keys.Count > 0 ? keys : throw new ArgumentException("there is no key in it");
    }

    private sealed class FetchedKeys : BaseConfiguration;

    private sealed class KeysRetriever : IConfigurationRetriever<FetchedKeys>
    {
        public async Task<FetchedKeys> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var fetched = new FetchedKeys();
            foreach (var key in KeysOf(await retriever.GetDocumentAsync(address, cancel)))
            {
                fetched.SigningKeys.Add(key);
            }

            return fetched;
        }
    }
}
