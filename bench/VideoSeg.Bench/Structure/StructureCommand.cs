using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Structure;

/// <summary>The command `bench structure`: measures the structure of the C# code in src and clients.</summary>
internal static class StructureCommand
{
    public static Command Create()
    {
        var root = new Option<DirectoryInfo>("--root")
        {
            Description = "The checkout to measure; it need not be built. Default: the current folder.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        }.AcceptExistingOnly();
        var output = new BenchOutput();
        var command = new Command("structure", "Lines per file, files per folder, cycles between namespaces, and interfaces, from the source text of src and clients.") { root };
        output.AddTo(command);
        command.SetAction(arguments =>
        {
            var projects = SourceProject.ReadAll(arguments.GetValue(root)!.FullName);
            output.Write(arguments, Figures(projects), new BarChart(
                "Lines a file", "lines", [.. projects.Select(p => p.Name)], [new BarSeries("median", [.. projects.Select(p => (double?)LinesOf([p]).Median)])]));
            return 0;
        });
        return command;
    }

    private static Dictionary<string, object?> Figures(IReadOnlyList<SourceProject> projects)
    {
        var figures = new Dictionary<string, object?> { ["all"] = FiguresOf(projects) };
        foreach (var project in projects)
        {
            figures[project.Name] = FiguresOf([project]);
        }

        return figures;
    }

    private static Dictionary<string, object?> FiguresOf(IReadOnlyList<SourceProject> projects)
    {
        var lines = LinesOf(projects);
        var folders = projects.SelectMany(p => p.Files).GroupBy(f => Path.GetDirectoryName(f.Path)).Select(g => g.Count()).ToArray();
        var interfaces = projects.SelectMany(p => p.Interfaces()).ToArray();
        return new Dictionary<string, object?>
        {
            ["files"] = projects.Sum(p => p.Files.Count),
            ["lines"] = projects.Sum(p => p.Files.Sum(f => f.Lines)),
            ["lines_a_file_median"] = lines.Median,
            ["lines_a_file_p90"] = lines.Quantile(0.9),
            ["files_over_250_lines"] = projects.Sum(p => p.Files.Count(f => f.Lines > 250)),
            ["folders"] = folders.Length,
            ["files_a_folder_max"] = folders.Max(),
            ["folders_over_12_files"] = folders.Count(count => count > 12),
            ["namespaces_in_cycles"] = projects.Sum(p => p.NamespacesInCycles().Count),
            ["public_interfaces"] = interfaces.Count(i => i.IsPublic),
            ["interfaces_with_one_implementation"] = interfaces.Count(i => i.Implementations == 1),
        };
    }

    private static Samples LinesOf(IReadOnlyList<SourceProject> projects)
    {
        var lines = new Samples();
        foreach (var file in projects.SelectMany(p => p.Files))
        {
            lines.Add(file.Lines);
        }

        return lines;
    }
}
