using System.Text.RegularExpressions;

namespace VideoSeg.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MaxFiles = 12;

    [Fact]
    public void A_folder_has_at_most_12_files()
    {
        var large = Sources("src", "clients").GroupBy(path => Path.GetDirectoryName(path)!).Where(folder => folder.Count() > MaxFiles)
            .Select(folder => $"{folder.Key}: {folder.Count()}");

        Assert.Empty(large);
    }

    [Fact]
    public void No_summary_begins_with_a_bare_of()
    {
        var bare = Sources("src", "clients").Where(path => BareOf().IsMatch(File.ReadAllText(Path.Combine(Projects.Repository, path))));

        Assert.Empty(bare);
    }

    [Fact]
    public void Unit_tests_of_streaming_run_no_network()
    {
        var running = Sources("tests/VideoSeg.Streaming.Tests", "tests/VideoSeg.Sources.Tests").Where(path => Network().IsMatch(File.ReadAllText(Path.Combine(Projects.Repository, path))));

        Assert.Empty(running);
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Projects.Repository, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Projects.Repository, path))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal));

    [GeneratedRegex("<summary>Of ")]
    private static partial Regex BareOf();

    [GeneratedRegex(@"(ModelCatalog|SegmentationModel)\.Load\(")]
    private static partial Regex Network();
}
