namespace VideoSeg.Cli.Sources;

/// <summary>The images of a folder in the order of their names, sent as they are: nothing is lost by encoding anew.</summary>
internal sealed class ImageFolder : IFrameSource
{
    private readonly IReadOnlyList<string> _files;
    private int _next;

    /// <exception cref="CommandFailedException">There is no image in it.</exception>
    public ImageFolder(string path, double framesPerSecond)
    {
        _files = Files(path);
        FramesPerSecond = framesPerSecond;
    }

    public int? FrameCount => _files.Count;

    public double FramesPerSecond { get; }

    /// <summary>The JPEG, PNG and WebP files of a folder, sorted by name.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static IReadOnlyList<string> Files(string path)
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(path)
                .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG" or ".WEBP")
                .Order(StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files : throw new CommandFailedException($"There is no .jpg, .png or .webp file in {path}.");
    }

    public SourceFrame? Next()
    {
        if (_next == _files.Count)
        {
            return null;
        }

        var time = TimeSpan.FromSeconds(_next / FramesPerSecond);
        return new SourceFrame(time, File.ReadAllBytes(_files[_next++]));
    }

    public void Dispose()
    {
    }
}
