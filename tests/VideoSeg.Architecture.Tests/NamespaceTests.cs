namespace VideoSeg.Architecture.Tests;

public sealed class NamespaceTests
{
    public static TheoryData<string> All => [.. Projects.Written];

    [Theory]
    [MemberData(nameof(All))]
    public void Namespaces_of_a_project_do_not_depend_on_each_other_in_a_circle(string project)
    {
        var used = Dependencies.Of(project).Where(d => IsOurs(d.From.Namespace.FullName) && IsOurs(d.To.Namespace.FullName)
            && d.From.Assembly.Name == d.To.Assembly.Name).ToArray();
        Assert.NotEmpty(used);

        var cycles = CycleSearch.Cycles(used.Select(d => (d.From.Namespace.FullName, d.To.Namespace.FullName)));

        Assert.True(cycles.Count == 0, string.Join(Environment.NewLine, cycles.Select(cycle => Describe(cycle, used))));
    }

    /// <summary>Extension methods lie in a namespace of the framework, where its users look for them.</summary>
    private static bool IsOurs(string name) => name.StartsWith("VideoSeg", StringComparison.Ordinal);

    private static string Describe(string[] cycle, IEnumerable<(ArchUnitNET.Domain.IType From, ArchUnitNET.Domain.IType To)> used)
    {
        var edges = used.Where(d => d.From.Namespace.FullName != d.To.Namespace.FullName && cycle.Contains(d.From.Namespace.FullName) && cycle.Contains(d.To.Namespace.FullName))
            .Select(d => $"  {d.From.FullName} uses {d.To.FullName}").Distinct().Take(40);
        return $"{string.Join(", ", cycle)}:{Environment.NewLine}{string.Join(Environment.NewLine, edges)}";
    }
}
