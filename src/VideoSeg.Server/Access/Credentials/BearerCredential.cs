using System.Buffers.Text;
using System.Text;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>The API key or token that a request carries.</summary>
internal static class BearerCredential
{
    private const string Scheme = "Bearer ";

    /// <summary>The only header of a WebSocket that a browser's script can set is the list of sub-protocols: this prefix, then the credential in base64url.</summary>
    private const string SocketPrefix = "videoseg.bearer.";

    /// <summary>Null: the request carries none.</summary>
    public static string? Of(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => p.StartsWith(SocketPrefix, StringComparison.Ordinal)) is { } protocol
                ? Decode(protocol.AsSpan(SocketPrefix.Length))
                : null;

    /// <summary>Malformed base64url becomes the empty credential, which no caller has.</summary>
    private static string Decode(ReadOnlySpan<char> base64Url) =>
        Base64Url.IsValid(base64Url) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64Url)) : "";
}
