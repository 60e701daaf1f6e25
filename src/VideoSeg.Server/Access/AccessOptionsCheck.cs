using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Grants;

namespace VideoSeg.Server.Access;

/// <summary>Validates the callers. Messages never repeat secrets.</summary>
internal sealed class AccessOptionsCheck : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        foreach (var (caller, its) in options.Callers)
        {
            CheckCaller($"Access:Callers:{caller}", its, options, failures);
        }

        CheckUnique("CertificateName", options, its => its.CertificateName.Length > 0 ? [its.CertificateName] : [], failures);
        CheckUnique("KeyHashes", options, its => its.KeyHashes, failures);
        if (options.Tokens is { } tokens)
        {
            CheckTokens(tokens, failures);
        }

        if (options.ClientAuthorities.Length > 0)
        {
            CheckFile("Access:ClientAuthorities", options.ClientAuthorities, path => new X509Certificate2Collection().ImportFromPemFile(path), failures);
        }

        foreach (string origin in options.Origins.Where(o => !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != o))
        {
            failures.AddError($"'{origin}' is not an origin; allowed are a scheme, a host and a port, such as https://ops.example", "Access:Origins");
        }

        foreach (string proxy in options.Proxies.Where(p => !ProxyNetwork.TryParse(p, out _)))
        {
            failures.AddError($"'{proxy}' is not the address of a proxy; allowed are addresses such as 10.0.0.7 and networks such as 10.0.0.0/8", "Access:Proxies");
        }

        return failures.Build();
    }

    private static void CheckCaller(string option, CallerOptions caller, AccessOptions options, ValidateOptionsResultBuilder failures)
    {
        if (option == $"Access:Callers:{Caller.AnonymousName}")
        {
            failures.AddError("this name stands for the callers of a server without configured ones; choose another", option);
        }

        if (caller.KeyHashes.Length == 0 && caller.CertificateName.Length == 0)
        {
            failures.AddError("a caller needs KeyHashes or a CertificateName to authenticate", option);
        }

        if (caller.KeyHashes.Any(h => !ApiKey.TryParseHash(h, out _)))
        {
            failures.AddError($"not the hash of a key; allowed is {ApiKey.HashFormat}, as the command new-key prints it", $"{option}:KeyHashes");
        }

        if (caller.CertificateName.Length > 0 && options.ClientAuthorities.Length == 0)
        {
            failures.AddError("a CertificateName needs Access:ClientAuthorities, the PEM file of the authorities that sign client certificates", $"{option}:CertificateName");
        }

        foreach (string right in caller.Rights.Where(r => !Grant.TryParse(r, out _)))
        {
            failures.AddError($"'{right}' is not a right; allowed are {Grant.Allowed}", $"{option}:Rights");
        }
    }

    /// <summary>What authenticates one caller must not authenticate another one too.</summary>
    private static void CheckUnique(string setting, AccessOptions options, Func<CallerOptions, IEnumerable<string>> values, ValidateOptionsResultBuilder failures)
    {
        var shared = options.Callers.SelectMany(c => values(c.Value).Distinct(StringComparer.OrdinalIgnoreCase), (c, value) => (Caller: c.Key, Value: value))
            .GroupBy(c => c.Value, c => c.Caller, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(g => g.Skip(1).Any());
        if (shared is not null)
        {
            failures.AddError($"'{shared.Last()}' has the same as '{shared.First()}'; each caller needs one of its own", $"Access:Callers:{shared.Last()}:{setting}");
        }
    }

    private static void CheckTokens(TokenOptions tokens, ValidateOptionsResultBuilder failures)
    {
        if (tokens.Issuer.Length == 0)
        {
            failures.AddError("the issuer of tokens is required", "Access:Tokens:Issuer");
        }

        if (tokens.Audience.Length == 0)
        {
            failures.AddError("the audience of tokens is required", "Access:Tokens:Audience");
        }

        if (tokens.KeyFile.Length > 0 == tokens.Jwks.Length > 0)
        {
            failures.AddError("set exactly one of KeyFile and Jwks", "Access:Tokens");
        }
        else if (tokens.KeyFile.Length > 0)
        {
            CheckFile("Access:Tokens:KeyFile", tokens.KeyFile, path => TokenKeys.ReadPem(path), failures);
        }
        else if (!TokenKeys.IsUrl(tokens.Jwks))
        {
            CheckFile("Access:Tokens:Jwks", tokens.Jwks, path => TokenKeys.ReadJwks(path), failures);
        }
    }

    private static void CheckFile(string option, string path, Action<string> read, ValidateOptionsResultBuilder failures)
    {
        try
        {
            read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            failures.AddError($"'{path}' cannot be read: {e.Message}", option);
        }
    }
}
