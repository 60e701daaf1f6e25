using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Access;

/// <summary>Finds the caller by its API key, token or client certificate.</summary>
internal sealed class Callers
{
    private readonly TimeProvider _time;
    private volatile Known _known;

    public Callers(IOptions<AccessOptions> options, TimeProvider time) => (_time, _known) = (time, new Known(options.Value, time));

    /// <summary>Replaces the callers and the keys of tokens.</summary>
    /// <param name="options">They have callers or tokens if those before had: a server that knows its callers does not become open.</param>
    public void Reload(AccessOptions options) => _known = new Known(options, _time);

    /// <param name="credential">The bearer credential; null: there is none.</param>
    /// <param name="certificate">The client certificate, which one of our authorities signed; null: there is none.</param>
    public async ValueTask<CallerIdentity> IdentifyAsync(string? credential, X509Certificate2? certificate)
    {
        var known = _known;
        if (!known.IsRequired)
        {
            return CallerIdentity.Of(Caller.Anonymous);
        }

        if (credential is not null)
        {
            return credential.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) || known.Tokens is null
                ? CallerIdentity.Of(known.FindByKey(credential), "the API key is not known")
                : await known.Tokens.ValidateAsync(credential);
        }

        if (certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { } name)
        {
            return new CallerIdentity(known.ByCertificate.GetValueOrDefault(name), "the client certificate's common name belongs to no caller", certificate.NotAfter);
        }

        return CallerIdentity.None("authentication is required: send 'authorization: Bearer' with an API key or a token, or a client certificate");
    }

    private sealed class Known
    {
        private readonly IReadOnlyList<(byte[] KeyHash, Caller Caller)> _byKey;

        public Known(AccessOptions options, TimeProvider time)
        {
            var callers = options.Callers.Select(c => (Options: c.Value, Caller: Caller.OfConfiguration(c.Key, [.. c.Value.Rights.SelectMany(Parse)]))).ToList();
            IsRequired = options.IsRequired;
            _byKey = [.. callers.SelectMany(c => c.Options.KeyHashes, (c, hash) => (ApiKey.TryParseHash(hash, out byte[] bytes) ? bytes : [], c.Caller))];
            ByCertificate = callers.Where(c => c.Options.CertificateName.Length > 0).ToDictionary(c => c.Options.CertificateName, c => c.Caller);
            Tokens = options.Tokens is { } tokens ? new TokenCheck(tokens, time) : null;
        }

        public bool IsRequired { get; }

        public IReadOnlyDictionary<string, Caller> ByCertificate { get; }

        public TokenCheck? Tokens { get; }

        /// <summary>Compares all hashes, each in constant time, so that the duration tells nothing about them.</summary>
        public Caller? FindByKey(string key)
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
}
