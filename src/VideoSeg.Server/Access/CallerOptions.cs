namespace VideoSeg.Server.Access;

/// <summary>A caller: how it authenticates, and its rights.</summary>
public sealed record CallerOptions
{
    /// <summary>
    /// Hashes of its API keys, "sha256:" and 64 hexadecimal digits. Use two while a key is being replaced. The command new-key makes
    /// a key and its hash. Default: none.
    /// </summary>
    public string[] KeyHashes { get; init; } = [];

    /// <summary>The common name of its client certificate. Default: empty, none.</summary>
    public string CertificateName { get; init; } = "";

    /// <summary>
    /// "PERMISSION[,PERMISSION…] [PATTERN]", such as "publish,subscribe cameras.>". Permissions are publish, subscribe, preview, batch, metrics, admin, and all. Default: none.
    /// </summary>
    public string[] Rights { get; init; } = [];
}
