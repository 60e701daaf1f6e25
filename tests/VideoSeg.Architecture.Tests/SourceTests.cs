using System.Text.RegularExpressions;

namespace VideoSeg.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MaxFiles = 12;

    /// <summary>Folders that are still larger. None may be added, and none may grow.</summary>
    private static readonly Dictionary<string, int> Known = new()
    {
    };

    [Fact]
    public void A_folder_has_at_most_12_files()
    {
        var large = Sources("src").GroupBy(path => Path.GetRelativePath(Projects.Repository, Path.GetDirectoryName(path)!))
            .Where(folder => folder.Count() > Known.GetValueOrDefault(folder.Key, MaxFiles)).Select(folder => $"{folder.Key}: {folder.Count()}");

        Assert.Empty(large);
    }

    [Fact]
    public void No_summary_begins_with_a_bare_of()
    {
        var bare = Sources("src", "clients").Where(path => BareOf().IsMatch(File.ReadAllText(path))).Select(path => Path.GetRelativePath(Projects.Repository, path));

        Assert.Empty(bare);
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Projects.Repository, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal));

    [GeneratedRegex("<summary>Of ")]
    private static partial Regex BareOf();
}
