using System.Runtime.CompilerServices;
using VideoSeg.Client;
using VideoSeg.Vision;

namespace VideoSeg.Cli.Evaluation;

/// <summary>
/// Images that are sent as one stream, in the natural order of their names (2 before 10): the images of one sub-folder or, in the folder itself, those whose names
/// are equal up to the last underscore.
/// </summary>
internal sealed class ImageSequence
{
    private readonly IReadOnlyList<string> _files;
    private readonly TimeSpan _interval;

    private ImageSequence(string root, IEnumerable<string> files, TimeSpan interval)
    {
        _files = [.. files];
        _interval = interval;
        Names = [.. _files.Select(file => Path.ChangeExtension(Path.GetRelativePath(root, file), null))];
    }

    /// <summary>The paths of the images relative to the folder, without extension.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Groups the JPEG, PNG and WebP files of a folder and its sub-folders into sequences.</summary>
    /// <param name="folder">The folder of the images.</param>
    /// <param name="areVideos">Whether to group images to videos; otherwise each image is a sequence.</param>
    /// <param name="framesPerSecond">The frame rate, which the files do not tell.</param>
    public static IEnumerable<ImageSequence> Of(string folder, bool areVideos, double framesPerSecond) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith('.') && Path.GetExtension(file).ToUpperInvariant() is (".JPG" or ".JPEG" or ".JPE" or ".JFIF" or ".PNG" or ".WEBP"))
            .InNaturalOrder()
            .GroupBy(file => areVideos ? SequenceOf(Path.GetRelativePath(folder, file)) : file)
            .Select(files => new ImageSequence(folder, files, TimeSpan.FromSeconds(1 / framesPerSecond)));

    public async IAsyncEnumerable<VideoFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < _files.Count; i++)
        {
            // Ground truth refers to the pixels as they are stored.
            yield return VideoFrame.Encoded(await File.ReadAllBytesAsync(_files[i], cancellationToken), _interval * i, asStored: true);
        }
    }

    private static string SequenceOf(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            return folder + "/";
        }

        return path.LastIndexOf('_') is > 0 and var end ? path[..end] : "";
    }
}
