using System.Security.Cryptography;

namespace VideoSeg.Bench.Attacks;

/// <summary>API keys of callers, and the settings by which a server knows them.</summary>
internal static class AttackKeys
{
    /// <summary>Returns a new key, as the command new-key of the server makes it.</summary>
    public static string New() => $"vskey_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>Returns the settings of a caller.</summary>
    /// <param name="name">The name of the caller.</param>
    /// <param name="key">Its key.</param>
    /// <param name="rights">Its rights; none: it is known, and may do nothing.</param>
    public static Dictionary<string, string> Caller(string name, string key, params string[] rights)
    {
        var settings = new Dictionary<string, string>
        {
            [$"Access__Callers__{name}__KeyHashes__0"] = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)))}",
        };
        foreach (var (i, right) in rights.Index())
        {
            settings[$"Access__Callers__{name}__Rights__{i}"] = right;
        }

        return settings;
    }
}
