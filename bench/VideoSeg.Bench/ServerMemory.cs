using System.Globalization;

namespace VideoSeg.Bench;

/// <summary>What a process holds, as Linux tells it.</summary>
internal static class ServerMemory
{
    /// <summary>Resident bytes, managed and native.</summary>
    public static long ResidentBytes(int processId) => 1024 * long.Parse(
        File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
