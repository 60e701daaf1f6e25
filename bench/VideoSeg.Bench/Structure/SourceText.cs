using System.Text.RegularExpressions;

namespace VideoSeg.Bench.Structure;

/// <summary>One C# file as text: what it declares and which names it uses.</summary>
internal sealed partial class SourceText
{
    public SourceText(string path)
    {
        Path = path;
        string text = File.ReadAllText(path);
        Lines = text.AsSpan().Count('\n');
        Code = CommentsAndStrings().Replace(text, " ");
        Namespace = NamespaceOf().Match(Code).Groups[1].Value;
        Imports = Usings().Matches(Code).Select(m => m.Groups[1].Value).ToHashSet();
        Types = [.. Declarations().Matches(Code).Select(m => m.Groups[1].Value)];
        Names = Identifiers().Matches(Code).Select(m => m.Value).ToHashSet();
    }

    public string Path { get; }

    public int Lines { get; }

    /// <summary>The text without comments and strings.</summary>
    public string Code { get; }

    public string Namespace { get; }

    /// <summary>The namespaces of its using directives.</summary>
    public IReadOnlySet<string> Imports { get; }

    /// <summary>The types that it declares at the top level.</summary>
    public IReadOnlyList<string> Types { get; }

    public IReadOnlySet<string> Names { get; }

    /// <summary>Whether a name of this namespace needs no qualification here.</summary>
    public bool Sees(string ns) => Imports.Contains(ns) || Namespace == ns || Namespace.StartsWith(ns + ".", StringComparison.Ordinal);

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\$*\"{3}.*?\"{3}|[$@]*"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceOf();

    [GeneratedRegex(@"^(?:global )?using (?:static )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|abstract|static|partial|readonly|ref|unsafe) )*(?:class|interface|enum|struct|record(?: struct| class)?|delegate [\w<>?\[\]]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Identifiers();
}
