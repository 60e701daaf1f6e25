using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Access;

/// <summary>Tells who calls from what the call shows: an API key, a token or a client certificate.</summary>
internal sealed class Callers
{
    private readonly bool _required;
    private readonly IReadOnlyList<(byte[] KeyHash, Caller Caller)> _byKey;
    private readonly Dictionary<string, Caller> _byCertificate;
    private readonly TokenCheck? _tokens;

    public Callers(IOptions<AccessOptions> options)
    {
        var callers = options.Value.Callers.Select(c => (Options: c.Value, Caller: new Caller(c.Key, [.. c.Value.Rights.SelectMany(ParsedRight)]))).ToList();
        _required = options.Value.IsRequired;
        _byKey = [.. callers.SelectMany(c => c.Options.KeyHashes, (c, hash) => (ApiKey.TryParseHash(hash, out byte[] bytes) ? bytes : [], c.Caller))];
        _byCertificate = callers.Where(c => c.Options.CertificateName.Length > 0).ToDictionary(c => c.Options.CertificateName, c => c.Caller);
        _tokens = options.Value.Tokens is { } tokens ? new TokenCheck(tokens) : null;
    }

    /// <returns>The caller, or why there is none; what was shown is not said back.</returns>
    public async ValueTask<(Caller? Caller, string Problem)> IdentifyAsync(string? credential, X509Certificate2? certificate)
    {
        if (!_required)
        {
            return (Caller.Anybody, "");
        }

        if (credential is not null)
        {
            return credential.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) || _tokens is null
                ? (FindByKey(credential), "the API key is not one of this server's")
                : await _tokens.CallerOfAsync(credential);
        }

        // TLS has proved that an authority we trust signed it.
        if (certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { } name)
        {
            return (_byCertificate.GetValueOrDefault(name), "the client certificate's common name is not that of a caller");
        }

        return (null, "the server asks who calls; send 'authorization: Bearer' with an API key or a token, or a client certificate");
    }

    /// <summary>Each hash is compared, and in constant time, so that the time tells nothing.</summary>
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

    private static IReadOnlyList<Right> ParsedRight(string text) => Right.TryParse(text, out var rights) ? rights : [];
}
