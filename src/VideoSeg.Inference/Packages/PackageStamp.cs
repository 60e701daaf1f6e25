using System.Globalization;

namespace VideoSeg.Inference.Packages;

/// <summary>Tells whether the files of a package are still those that were read.</summary>
internal static class PackageStamp
{
    /// <summary>Reads the names, lengths and times of change of all files in the folder.</summary>
    public static string Read(string folder) => string.Join('\n', new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}"))
        .Order(StringComparer.Ordinal));
}
