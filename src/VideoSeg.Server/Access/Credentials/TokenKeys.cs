using System.Security.Cryptography;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>Reads the public keys of a token issuer.</summary>
internal static class TokenKeys
{
    /// <summary>Tokens of callers wait for it, so an issuer that does not answer is given up soon.</summary>
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };

    public static bool IsUrl(string jwks) => jwks.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="ArgumentException">It holds no public RSA or ECDSA key.</exception>
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
    /// <exception cref="ArgumentException">It is not a JWKS, or has no key.</exception>
    public static IList<SecurityKey> ReadJwks(string path) => KeysOf(File.ReadAllText(path));

    /// <summary>Keys behind a URL. They are fetched at the first token, and again in the background when a token names an unknown key; that token is refused.</summary>
    public static BaseConfigurationManager Fetched(string url) =>
        new ConfigurationManager<FetchedKeys>(url, new KeysRetriever(), new HttpDocumentRetriever(Http) { RequireHttps = true });

    private static IList<SecurityKey> KeysOf(string json)
    {
        var keys = new JsonWebKeySet(json).GetSigningKeys();
        return keys.Count > 0 ? keys : throw new ArgumentException("it has no key");
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
