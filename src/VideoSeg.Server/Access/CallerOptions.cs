namespace VideoSeg.Server.Access;

/// <summary>One caller: how they show who they are, and what they may do.</summary>
public sealed record CallerOptions
{
    /// <summary>
    /// Hashes of their API keys, "sha256:" and 64 hexadecimal digits; more than one while a key is changed for another. The command new-key makes
    /// a key and its hash. Default: none.
    /// </summary>
    public string[] KeyHashes { get; init; } = [];

    /// <summary>The common name of their client certificate. Default: empty, none.</summary>
    public string CertificateName { get; init; } = "";

    /// <summary>
    /// "VERB[,VERB…] [PATTERN]", such as "publish,subscribe cameras.>". Verbs are publish, subscribe, preview, batch, metrics, admin, and all. Default: none.
    /// </summary>
    public string[] Rights { get; init; } = [];
}
