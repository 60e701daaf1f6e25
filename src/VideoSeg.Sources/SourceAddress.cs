using VideoSeg.Streaming;

namespace VideoSeg.Sources;

/// <summary>Where the video of a source lies.</summary>
/// <param name="Uri">With user and password; null: it is a file.</param>
/// <param name="Path">Of the file, as it was asked for.</param>
internal sealed record SourceAddress(Uri? Uri, string Path)
{
    private const int MaxLength = 2048;

    /// <summary>For people and logs. A query is left out with the user and the password: many cameras take their password there.</summary>
    public string Shown { get; } = Uri is null ? Path
        : Uri.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped) + (Uri.Query.Length > 0 ? "?…" : "");

    public bool IsFile => Uri is null;

    /// <summary>The user and the password, unescaped; null: there are none.</summary>
    public (string User, string Password)? Credential => Uri?.UserInfo is { Length: > 0 } info
        ? (System.Uri.UnescapeDataString(info.Split(':', 2)[0]), System.Uri.UnescapeDataString(info.Split(':', 2) is [_, var password] ? password : ""))
        : null;

    /// <param name="text">As a caller wrote it; it is not said back, for it may hold a password.</param>
    /// <param name="schemes">That are allowed.</param>
    /// <exception cref="StreamRefusedException">It is none, or of a scheme that is not allowed.</exception>
    public static SourceAddress Parse(string text, IReadOnlyList<string> schemes)
    {
        if (text.Length is 0 or > MaxLength)
        {
            throw StreamRefusedException.InvalidOption("uri", $"the uri has {text.Length} characters; allowed are 1 to {MaxLength}: {Allowed(schemes)}");
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return new SourceAddress(null, text);
        }

        if (!System.Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw StreamRefusedException.InvalidOption("uri", $"the uri can't be read; allowed are {Allowed(schemes)}");
        }

        if (!schemes.Contains(uri.Scheme))
        {
            throw new StreamRefusedException(StreamRefusal.Invalid, "SOURCE_SCHEME_NOT_ALLOWED", $"the uri begins with '{uri.Scheme}:'; allowed are {Allowed(schemes)}", "uri");
        }

        return uri.Host.Length > 0 ? new SourceAddress(uri, "") : throw StreamRefusedException.InvalidOption("uri", "the uri names no host");
    }

    private static string Allowed(IReadOnlyList<string> schemes) =>
        $"{string.Join(", ", schemes.Select(s => $"{s}://"))}, and the path of a file below the folders that this server takes videos from";
}
