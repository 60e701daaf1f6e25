namespace VideoSeg.Sources.Feeds;

/// <summary>Where the video of a source is.</summary>
/// <param name="Uri">The URI, with user and password; null: it is a file.</param>
/// <param name="Path">The path of the file as the caller wrote it.</param>
public sealed record SourceAddress(Uri? Uri, string Path)
{
    private const int MaxLength = 2048;

    /// <summary>The address without secrets, for messages and logs. The query is left out like user and password, since many cameras take their password there.</summary>
    public string Shown { get; } = Uri is null ? Path
        : Uri.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped) + (Uri.Query.Length > 0 ? "?…" : "");

    public bool IsFile => Uri is null;

    /// <summary>The scheme of the URI; empty: it is a file.</summary>
    public string Scheme => Uri?.Scheme ?? "";

    /// <summary>User and password, unescaped; null: there are none.</summary>
    public (string User, string Password)? Credential => Uri?.UserInfo is { Length: > 0 } info
        ? (System.Uri.UnescapeDataString(info.Split(':', 2)[0]), System.Uri.UnescapeDataString(info.Split(':', 2) is [_, var password] ? password : ""))
        : null;

    /// <param name="text">What the caller wrote. Messages do not repeat it, since it may hold a password.</param>
    /// <param name="schemes">The schemes that are allowed.</param>
    /// <exception cref="InvalidSourceException">It is not a URI.</exception>
    /// <exception cref="SourceSchemeNotAllowedException">Its scheme is not allowed.</exception>
    public static SourceAddress Parse(string text, IReadOnlyList<string> schemes)
    {
        if (text.Length is 0 or > MaxLength)
        {
            throw new InvalidSourceException(SourceProperty.Uri, $"the uri has {text.Length} characters; allowed are 1 to {MaxLength}: {Allowed(schemes)}");
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return new SourceAddress(null, text);
        }

        if (!System.Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            // The hint names the characters, and nothing of what was written.
            string hint = text.Contains('@', StringComparison.Ordinal) ? "; in user and password each of @ : / ? # % must be percent-encoded, such as %40 for @" : "";
            throw new InvalidSourceException(SourceProperty.Uri, $"the uri can't be read{hint}; allowed are {Allowed(schemes)}");
        }

        if (!schemes.Contains(uri.Scheme))
        {
            throw new SourceSchemeNotAllowedException(uri.Scheme, Allowed(schemes));
        }

        return uri.Host.Length > 0 ? new SourceAddress(uri, "") : throw new InvalidSourceException(SourceProperty.Uri, "the uri names no host");
    }

    private static string Allowed(IReadOnlyList<string> schemes) =>
        $"{string.Join(", ", schemes.Select(s => $"{s}://"))}, and the path of a file below the folders that this server takes videos from";
}
