using System.Text.RegularExpressions;

namespace VideoSeg.Server.Tests.Hosting;

/// <summary>docs/security.md promises what tests hold; so it must not name tests that are gone.</summary>
public sealed partial class SecurityGuideTests
{
    private static readonly string Tests = string.Concat(
        Directory.EnumerateFiles(Repository.Path("tests"), "*.cs", SearchOption.AllDirectories).Where(f => f.EndsWith("Tests.cs", StringComparison.Ordinal)).Select(File.ReadAllText));

    public static TheoryData<string, string> Threats { get; } = [.. File.ReadLines(Repository.Path("docs", "security.md"))
        .SkipWhile(line => !line.StartsWith("| threat |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|')).Select(cells => new TheoryDataRow<string, string>(cells[1].Trim(), cells[3].Trim()))];

    [Theory]
    [MemberData(nameof(Threats))]
    public void Each_threat_names_the_tests_that_hold_it_or_says_that_none_does(string threat, string heldBy)
    {
        var names = TestName().Matches(heldBy).Select(m => m.Groups[1].Value).ToList();

        Assert.True(names.Count > 0 || heldBy.StartsWith("not ", StringComparison.Ordinal), $"'{threat}' names no test");
        Assert.All(names, name => Assert.Matches($@"public (async Task|void) {name}\(", Tests));
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();
}
