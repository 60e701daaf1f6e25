namespace VideoSeg.Server.Access.Credentials;

/// <summary>Which tokens (JWT) are accepted: signed with RSA or ECDSA, not expired, of this issuer and for this audience.</summary>
public sealed record TokenOptions
{
    /// <summary>The token's iss. Required.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>One of the token's aud. Default: videoseg.</summary>
    public string Audience { get; init; } = "videoseg";

    /// <summary>A PEM file with the issuer's public key, RSA or ECDSA. Either this or Jwks is required.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The issuer's keys as JWKS: an https URL, or a file; default: none, KeyFile has the key. The URL is read again when a token of a new key comes; that token is refused until it has been.</summary>
    public string Jwks { get; init; } = "";

    /// <summary>The claim that holds the caller's rights: an array of texts as in Rights of a caller. Default: videoseg_rights.</summary>
    public string RightsClaim { get; init; } = "videoseg_rights";
}
