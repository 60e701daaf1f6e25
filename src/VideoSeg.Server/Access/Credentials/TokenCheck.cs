using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>Validates a token (JWT) and reads the caller and its grants from it.</summary>
internal sealed class TokenCheck
{
    private const string Expired = "the token has expired";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly TokenValidationParameters _expected;
    private readonly string _rightsClaim;
    private readonly TimeProvider _time;

    public TokenCheck(TokenOptions options, TimeProvider time)
    {
        (_rightsClaim, _time) = (options.RightsClaim, time);
        _expected = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,

            // Asymmetric algorithms alone: otherwise a public key could be used as the secret of an HMAC.
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

    public async Task<CallerIdentity> ValidateAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _expected);
        if (!result.IsValid)
        {
            return CallerIdentity.None(ProblemOf(result.Exception));
        }

        var valid = (JsonWebToken)result.SecurityToken;
        if (valid.ValidTo <= _time.GetUtcNow().UtcDateTime)
        {
            // The clocks' difference counts for its beginning alone: calls end when it expires.
            return CallerIdentity.None(Expired);
        }

        if (valid.Subject is not { Length: > 0 } subject)
        {
            return CallerIdentity.None("the token has no subject (sub)");
        }

        var grants = new List<Grant>();
        foreach (var claim in valid.Claims.Where(c => c.Type == _rightsClaim))
        {
            if (!Grant.TryParse(claim.Value, out var some))
            {
                return CallerIdentity.None($"the token's claim {_rightsClaim} holds an invalid right; allowed are {Grant.Allowed}");
            }

            grants.AddRange(some);
        }

        return new CallerIdentity(Caller.OfToken(valid.Issuer, subject, grants), "", valid.ValidTo);
    }

    private static string ProblemOf(Exception cause) => cause switch
    {
        SecurityTokenExpiredException => Expired,
        SecurityTokenNotYetValidException => "the token is not valid yet",
        SecurityTokenInvalidIssuerException => "the token is from another issuer",
        SecurityTokenInvalidAudienceException => "the token is for another audience",
        _ => "the token is malformed, or not signed by a key that this server trusts",
    };
}
