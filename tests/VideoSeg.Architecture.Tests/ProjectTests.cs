namespace VideoSeg.Architecture.Tests;

public sealed class ProjectTests
{
    private static readonly string[] Folders = ["src", "clients"];

    public static TheoryData<string> All => [.. Projects.Allowed.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void A_project_knows_only_the_projects_below_it(string project)
    {
        var known = Projects.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("VideoSeg", StringComparison.OrdinalIgnoreCase));

        Assert.Empty(known.Except(Projects.Allowed[project]));
    }

    [Fact]
    public void Each_project_of_src_and_clients_is_in_the_table()
    {
        var found = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Projects.Repository, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Select(name => name == "VideoSeg.Cli" ? "videoseg" : name);

        Assert.Equal(Projects.Written.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
