using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Issues JWTs for tests.</summary>
internal sealed class TestIssuer : IDisposable
{
    public const string Name = "https://issuer.test";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;

    public TestIssuer() => _key = new RsaSecurityKey(_rsa) { KeyId = $"{Guid.CreateVersion7():N}" };

    public string PublicKeyPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string Jwks
    {
        get
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(false)) { KeyId = _key.KeyId });
            return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{key.Kid}}","n":"{{key.N}}","e":"{{key.E}}"}]}""";
        }
    }

    /// <param name="rights">The grants of the subject "ada".</param>
    /// <param name="lifetime">The lifetime from now; negative for an expired token.</param>
    /// <param name="issuer">The claim "iss".</param>
    /// <param name="audience">The claim "aud".</param>
    /// <param name="credentials">The signing credentials, or <see langword="null"/> for those of the issuer.</param>
    public string Sign(
        string[] rights, TimeSpan? lifetime = null, string issuer = Name, string audience = "videoseg", SigningCredentials? credentials = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = now + (lifetime ?? TimeSpan.FromHours(1)),
            Claims = new Dictionary<string, object> { ["sub"] = "ada", ["videoseg_rights"] = rights },
            SigningCredentials = credentials ?? new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        });
    }

    public void Dispose() => _rsa.Dispose();
}
