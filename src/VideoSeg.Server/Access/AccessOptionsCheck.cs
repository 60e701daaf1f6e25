using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Access;

/// <summary>Says what of the callers is not allowed, and what is. Secrets are not said back.</summary>
internal sealed class AccessOptionsCheck : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        foreach (var (caller, its) in options.Callers)
        {
            CheckCaller($"Access:Callers:{caller}", its, options, failures);
        }

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
            failures.AddError($"'{origin}' is no origin; allowed are scheme, host and port alone, such as https://ops.example", "Access:Origins");
        }

        return failures.Build();
    }

    private static void CheckCaller(string option, CallerOptions caller, AccessOptions options, ValidateOptionsResultBuilder failures)
    {
        if (caller.KeyHashes.Length == 0 && caller.CertificateName.Length == 0)
        {
            failures.AddError("a caller needs KeyHashes or a CertificateName to show who they are", option);
        }

        if (caller.KeyHashes.Any(h => !ApiKey.TryParseHash(h, out _)))
        {
            failures.AddError($"not the hash of a key; allowed are {ApiKey.HashFormat}, as the command new-key prints them", $"{option}:KeyHashes");
        }

        if (caller.CertificateName.Length > 0 && options.ClientAuthorities.Length == 0)
        {
            failures.AddError("certificates count only with Access:ClientAuthorities, the PEM file of who signs them", $"{option}:CertificateName");
        }

        foreach (string right in caller.Rights.Where(r => !Right.TryParse(r, out _)))
        {
            failures.AddError($"'{right}' is no right; allowed are {Right.Allowed}", $"{option}:Rights");
        }
    }

    private static void CheckTokens(TokenOptions tokens, ValidateOptionsResultBuilder failures)
    {
        if (tokens.Issuer.Length == 0)
        {
            failures.AddError("the issuer of tokens must be named", "Access:Tokens:Issuer");
        }

        if (tokens.Audience.Length == 0)
        {
            failures.AddError("the audience of tokens must be named", "Access:Tokens:Audience");
        }

        if (tokens.KeyFile.Length > 0 == tokens.Jwks.Length > 0)
        {
            failures.AddError("one of KeyFile and Jwks must be set, and not both", "Access:Tokens");
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
            failures.AddError($"'{path}' can't be read: {e.Message}", option);
        }
    }
}
