using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VideoSeg.Server.Access.Credentials;

/// <summary>
/// API keys. A key is 256 random bits, so one round of SHA-256 protects it as well as a slow hash would: guessing is hopeless either way.
/// </summary>
internal static class ApiKey
{
    /// <summary>The prefix of all keys. It tells keys from tokens, and helps scanners to find leaked ones.</summary>
    public const string Prefix = "vskey_";

    private const string HashPrefix = "sha256:";

    public static string HashFormat => $"{HashPrefix} and {2 * SHA256.HashSizeInBytes} hexadecimal digits";

    /// <summary>A new key. Only the caller keeps it; the server stores its hash.</summary>
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
