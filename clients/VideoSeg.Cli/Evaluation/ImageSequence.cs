using System.Runtime.CompilerServices;
using VideoSeg.Client;

namespace VideoSeg.Cli.Evaluation;

/// <summary>
/// Images of one sequence, which become one stream: those whose names are equal up to the last underscore, in the order of
/// their names.
/// </summary>
internal sealed class ImageSequence
{
    /// <summary>Between frames; the files don't say.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _files;

    private ImageSequence(IEnumerable<string> files)
    {
        _files = [.. files];
        Names = [.. _files.Select(file => Path.GetFileNameWithoutExtension(file))];
    }

    /// <summary>Without the extension.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The JPEG, PNG and WebP files of a folder.</summary>
    public static IEnumerable<ImageSequence> Of(string folder) => Directory.EnumerateFiles(folder)
        .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG" or ".WEBP")
        .Order(StringComparer.Ordinal)
        .GroupBy(Sequence)
        .Select(files => new ImageSequence(files));

    public async IAsyncEnumerable<VideoFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < _files.Count; i++)
        {
            yield return VideoFrame.Encoded(await File.ReadAllBytesAsync(_files[i], cancellationToken), Apart * i);
        }
    }

    private static string Sequence(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.LastIndexOf('_') is > 0 and var end ? name[..end] : "";
    }
}
