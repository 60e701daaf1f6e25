using VideoSeg.Server.Access.Credentials;

namespace VideoSeg.Server.Access;

/// <summary>Who may call the server. With neither callers nor tokens, everybody who reaches it has all permissions.</summary>
public sealed record AccessOptions
{
    /// <summary>Callers by name. Default: none.</summary>
    public Dictionary<string, CallerOptions> Callers { get; init; } = [];

    /// <summary>The tokens (JWT) that are accepted. Default: none.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>
    /// A PEM file of the authorities whose client certificates are accepted (mutual TLS); the subject's common name selects the caller. Revocation is not
    /// checked. Default: empty, no certificate is asked for.
    /// </summary>
    public string ClientAuthorities { get; init; } = "";

    /// <summary>
    /// Names and addresses, without port, by which clients may call the server (the Host header); * is any. Default: localhost, 127.0.0.1 and ::1
    /// while the server listens on this machine alone; addresses and names without a dot while callers do not authenticate; otherwise any.
    /// </summary>
    public string[] Hosts { get; init; } = [];

    /// <summary>Origins of web pages, such as https://ops.example, that may call the server beside its own (CORS). Default: none.</summary>
    public string[] Origins { get; init; } = [];

    /// <summary>
    /// Addresses or networks of proxies, such as 10.0.0.7 or 10.0.0.0/8, whose headers X-Forwarded-For and X-Forwarded-Proto are believed. Name only
    /// proxies that set both headers, and pass the client's Host on. Default: none.
    /// </summary>
    public string[] Proxies { get; init; } = [];

    /// <summary>Whether more than one caller can be known: then they share the limits of the server.</summary>
    internal bool HasSeveralCallers => Callers.Count > 1 || Tokens is not null;

    /// <summary>Whether callers have to authenticate.</summary>
    internal bool IsRequired => Callers.Count > 0 || Tokens is not null;
}
