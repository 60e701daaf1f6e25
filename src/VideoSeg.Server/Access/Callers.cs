using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Access;

/// <summary>Finds the caller by its API key, token or client certificate.</summary>
internal sealed class Callers
{
    private readonly bool _required;
    private readonly IReadOnlyList<(byte[] KeyHash, Caller Caller)> _byKey;
    private readonly Dictionary<string, Caller> _byCertificate;
    private readonly TokenCheck? _tokens;

    public Callers(IOptions<AccessOptions> options)
    {
        var callers = options.Value.Callers.Select(c => (Options: c.Value, Caller: Caller.OfConfiguration(c.Key, [.. c.Value.Rights.SelectMany(Parse)]))).ToList();
        _required = options.Value.IsRequired;
        _byKey = [.. callers.SelectMany(c => c.Options.KeyHashes, (c, hash) => (ApiKey.TryParseHash(hash, out byte[] bytes) ? bytes : [], c.Caller))];
        _byCertificate = callers.Where(c => c.Options.CertificateName.Length > 0).ToDictionary(c => c.Options.CertificateName, c => c.Caller);
        _tokens = options.Value.Tokens is { } tokens ? new TokenCheck(tokens) : null;
    }

    /// <returns>The caller, or why there is none; the message never repeats the credential.</returns>
    public async ValueTask<(Caller? Caller, string Problem)> IdentifyAsync(string? credential, X509Certificate2? certificate)
    {
        if (!_required)
        {
            return (Caller.Anonymous, "");
        }

        if (credential is not null)
        {
            return credential.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) || _tokens is null
                ? (FindByKey(credential), "the API key is not known")
                : await _tokens.ValidateAsync(credential);
        }

        // The TLS handshake has verified that one of our authorities signed it.
        if (certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { } name)
        {
            return (_byCertificate.GetValueOrDefault(name), "the client certificate's common name belongs to no caller");
        }

        return (null, "authentication is required: send 'authorization: Bearer' with an API key or a token, or a client certificate");
    }

    /// <summary>Compares all hashes, each in constant time, so that the duration tells nothing about them.</summary>
    private Caller? FindByKey(string key)
    {
        byte[] hash = ApiKey.HashBytes(key);
        Caller? found = null;
        foreach (var (keyHash, caller) in _byKey)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, keyHash))
            {
                found = caller;
            }
        }

        return found;
    }

    /// <summary>The options were validated before.</summary>
    private static IReadOnlyList<Grant> Parse(string text) => Grant.TryParse(text, out var grants) ? grants : [];
}
