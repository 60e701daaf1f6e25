namespace VideoSeg.Jobs.Outputs;

/// <summary>The files that segments leave behind for one output, one each.</summary>
internal sealed class SegmentParts(JobFolder folder, string name, string extension)
{
    public string PathOf(int segment) => Path.Combine(folder.Parts, $"{name}.{segment:000000}{extension}");

    /// <summary>In the order of the segments.</summary>
    public IReadOnlyList<string> All() => [.. Directory.EnumerateFiles(folder.Parts, $"{name}.*{extension}").Order(StringComparer.Ordinal)];

    /// <summary>One file of all.</summary>
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
