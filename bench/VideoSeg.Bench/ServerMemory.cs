using System.Globalization;

namespace VideoSeg.Bench;

/// <summary>Reads the memory of a process from /proc.</summary>
internal static class ServerMemory
{
    /// <summary>Returns the resident memory in bytes, managed and native.</summary>
    public static long ResidentBytes(int processId) => Read(processId, "VmRSS:");

    /// <summary>Returns the highest resident memory until now in bytes, managed and native.</summary>
    public static long PeakBytes(int processId) => Read(processId, "VmHWM:");

    private static long Read(int processId, string field) => 1024 * long.Parse(
        File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
