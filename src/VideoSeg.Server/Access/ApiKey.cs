using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VideoSeg.Server.Access;

/// <summary>
/// Keys are 256 random bits, so one round of SHA-256 keeps them as well as a slow hash would: there is nothing to guess from.
/// </summary>
internal static class ApiKey
{
    /// <summary>What keys begin with, which tells them from tokens, and leaked ones to scanners.</summary>
    public const string Prefix = "vskey_";

    private const string HashPrefix = "sha256:";

    public static string HashFormat => $"{HashPrefix} and {2 * SHA256.HashSizeInBytes} hexadecimal digits";

    /// <summary>For the caller alone; the server keeps its hash.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string key) => HashPrefix + Convert.ToHexStringLower(HashBytes(key));

    public static byte[] HashBytes(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static bool TryParseHash(string text, out byte[] hash)
    {
        hash = [];
        if (!text.StartsWith(HashPrefix, StringComparison.Ordinal) || text.Length != HashPrefix.Length + (2 * SHA256.HashSizeInBytes))
        {
            return false;
        }

        hash = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(text.AsSpan(HashPrefix.Length), hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
