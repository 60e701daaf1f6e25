using VideoSeg.Vision;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Cli.Evaluation;

/// <summary>A folder of 8-bit class index PNGs, one an image, known by their names without the extension.</summary>
internal sealed class LabelFolder
{
    private readonly string _path;
    private readonly SortedDictionary<string, string> _files;

    public LabelFolder(string path)
    {
        _path = path;
        var files = Directory.EnumerateFiles(path, "*.png").ToDictionary(file => Path.GetFileNameWithoutExtension(file));
        _files = files.Count > 0
            ? new SortedDictionary<string, string>(files, StringComparer.Ordinal)
            : throw new CommandFailedException($"There is no .png file in {path}.");
    }

    /// <summary>Sorted.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    public bool Has(string name) => _files.ContainsKey(name);

    public ClassMap Read(string name)
    {
        var file = _files.GetValueOrDefault(name) ?? throw new CommandFailedException($"{_path} has no {name}.png.");
        try
        {
            return ClassMapPng.Decode(File.ReadAllBytes(file));
        }
        catch (VideoSegException e)
        {
            throw new CommandFailedException($"{file}: {e.Message}", e);
        }
    }
}
