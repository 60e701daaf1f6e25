namespace VideoSeg.Jobs.Outputs;

/// <summary>The files that chunks leave behind for one output, one file a chunk.</summary>
/// <param name="folder">Where they lie (<see cref="JobOutputContext.ChunkFolder"/>).</param>
/// <param name="name">The name of the output.</param>
/// <param name="extension">The extension, with its dot.</param>
public sealed class ChunkFiles(string folder, string name, string extension)
{
    public string PathOf(int chunk) => Path.Combine(folder, $"{name}.{chunk:000000}{extension}");

    /// <summary>The files that exist, in the order of the chunks.</summary>
    public IReadOnlyList<string> All() => [.. Directory.EnumerateFiles(folder, $"{name}.*{extension}").Order(StringComparer.Ordinal)];

    /// <summary>Concatenates all files into one.</summary>
    public async Task JoinAsync(string target, CancellationToken cancellationToken)
    {
        await using var whole = File.Create(target);
        foreach (string path in All())
        {
            await using var part = File.OpenRead(path);
            await part.CopyToAsync(whole, cancellationToken);
        }
    }
}
