using System.Text.RegularExpressions;

namespace VideoSeg.Bench.Structure;

/// <summary>The C# files of one project.</summary>
internal sealed record SourceProject(string Name, IReadOnlyList<SourceText> Files)
{
    private static readonly string[] Folders = ["src", "clients"];

    /// <summary>The projects of src and clients.</summary>
    public static IReadOnlyList<SourceProject> ReadAll(string root) =>
    [
        .. Folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(project => new SourceProject(Path.GetFileNameWithoutExtension(project), [.. FilesOf(Path.GetDirectoryName(project)!)])),
    ];

    /// <summary>The namespaces in dependency cycles. A depends on B if a file of A names a type of B that is in scope.</summary>
    public IReadOnlyList<string> NamespacesInCycles()
    {
        var homes = Files.SelectMany(f => f.Types.Select(type => (type, f.Namespace))).ToLookup(t => t.type, t => t.Namespace);
        var uses = Files.SelectMany(f => f.Names.SelectMany(name => homes[name]).Where(ns => ns != f.Namespace && f.Sees(ns)).Select(ns => (From: f.Namespace, To: ns)))
            .Distinct().ToLookup(u => u.From, u => u.To);
        return [.. uses.Select(u => u.Key).Where(ns => Reaches(ns, ns, uses))];
    }

    /// <summary>Each interface: whether it is public, and how many types of the project implement it.</summary>
    public IEnumerable<(bool IsPublic, int Implementations)> Interfaces()
    {
        foreach (var file in Files)
        {
            foreach (string name in file.Types.Where(t => Regex.IsMatch(file.Code, $@"\binterface {t}\b")))
            {
                yield return (Regex.IsMatch(file.Code, $@"\bpublic (?:partial )?interface {name}\b"), Files.Sum(f => Regex.Count(f.Code, $@"\b(?:class|struct|record)\b[^;{{]*?:[^;{{]*\b{name}\b")));
            }
        }
    }

    private static IEnumerable<SourceText> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(folder, path).Split('/').Any(part => part is "obj" or "bin")).Select(path => new SourceText(path));

    private static bool Reaches(string from, string target, ILookup<string, string> uses)
    {
        var seen = new HashSet<string>();
        var waiting = new Stack<string>(uses[from]);
        while (waiting.TryPop(out string? ns))
        {
            if (ns == target)
            {
                return true;
            }

            if (seen.Add(ns))
            {
                foreach (string next in uses[ns])
                {
                    waiting.Push(next);
                }
            }
        }

        return false;
    }
}
