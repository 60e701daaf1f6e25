using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace VideoSeg.Server.Access;

/// <summary>Tells the caller from a token (JWT), once it is proved.</summary>
internal sealed class TokenCheck
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly TokenValidationParameters _expected;
    private readonly string _rightsClaim;

    public TokenCheck(TokenOptions options)
    {
        _rightsClaim = options.RightsClaim;
        _expected = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,

            // Asymmetric alone: no public key can be taken for the secret of an HMAC.
            ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
            ClockSkew = TimeSpan.FromMinutes(1),
        };
        if (options.KeyFile.Length > 0)
        {
            _expected.IssuerSigningKey = TokenKeys.ReadPem(options.KeyFile);
        }
        else if (TokenKeys.IsUrl(options.Jwks))
        {
            _expected.ConfigurationManager = TokenKeys.Fetched(options.Jwks);
        }
        else
        {
            _expected.IssuerSigningKeys = TokenKeys.ReadJwks(options.Jwks);
        }
    }

    /// <returns>The caller, or why there is none; the token itself is not said back.</returns>
    public async Task<(Caller? Caller, string Problem)> CallerOfAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _expected);
        if (!result.IsValid)
        {
            return (null, ProblemOf(result.Exception));
        }

        var proved = (JsonWebToken)result.SecurityToken;
        if (proved.Subject is not { Length: > 0 } subject)
        {
            return (null, "the token has no subject (sub)");
        }

        var rights = new List<Right>();
        foreach (var claim in proved.Claims.Where(c => c.Type == _rightsClaim))
        {
            if (!Right.TryParse(claim.Value, out var some))
            {
                return (null, $"the token's {_rightsClaim} has what is no right; allowed are {Right.Allowed}");
            }

            rights.AddRange(some);
        }

        return (new Caller(subject, rights), "");
    }

    private static string ProblemOf(Exception cause) => cause switch
    {
        SecurityTokenExpiredException => "the token has expired",
        SecurityTokenNotYetValidException => "the token is not valid yet",
        SecurityTokenInvalidIssuerException => "the token is of another issuer",
        SecurityTokenInvalidAudienceException => "the token is for another audience",
        _ => "the token is not one that this server trusts",
    };
}
