using System.Globalization;

namespace VideoSeg.Inference.Packages;

/// <summary>Tells whether a package's files are still those that were read.</summary>
internal static class PackageStamp
{
    /// <summary>Names, lengths and times of change of all files in the folder.</summary>
    public static string Of(string folder) => string.Join('\n', new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}"))
        .Order(StringComparer.Ordinal));
}
