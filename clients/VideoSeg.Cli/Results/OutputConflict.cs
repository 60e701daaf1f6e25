namespace VideoSeg.Cli.Results;

/// <summary>Finds outputs that would overwrite an input or each other, also through links.</summary>
internal static class OutputConflict
{
    /// <param name="inputs">Files and folders that are read, with all files directly in a folder.</param>
    /// <param name="outputs">Options and their paths; those that are not given are <see langword="null"/>.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? Find(IReadOnlyList<string> inputs, IReadOnlyList<(string Option, string? Path)> outputs)
    {
        var given = outputs.Where(output => output.Path is { Length: > 0 }).Select(output => (output.Option, Path: output.Path!)).ToList();
        foreach (var (option, path) in given)
        {
            if (Identity(path) is { } written && inputs.SelectMany(FilesOf).FirstOrDefault(input => FileIdentity.Of(input) == written) is { } overwritten)
            {
                return $"{option} '{path}' would overwrite the input '{overwritten}'.";
            }

            if (given.FirstOrDefault(other => other.Option != option && AreSame(path, other.Path)) is { Option: { } second })
            {
                return $"{option} and {second} are the same file '{path}'.";
            }
        }

        return null;
    }

    private static IEnumerable<string> FilesOf(string input) => Directory.Exists(input) ? Directory.EnumerateFiles(input) : [input];

    /// <summary>A pipe or a terminal is not overwritten.</summary>
    private static FileIdentity? Identity(string path) => File.Exists(path) && !path.StartsWith("/dev/", StringComparison.Ordinal) ? FileIdentity.Of(path) : null;

    /// <summary>Files that are not there yet are compared by folder and name. Some file systems ignore case, and so does this.</summary>
    private static bool AreSame(string a, string b) =>
        Identity(a) is { } identity ? identity == Identity(b)
        : Path.GetFileName(a).Equals(Path.GetFileName(b), StringComparison.OrdinalIgnoreCase) && FolderOf(a).Equals(FolderOf(b));

    private static object FolderOf(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        return FileIdentity.Of(folder) is { } identity ? identity : folder;
    }
}
