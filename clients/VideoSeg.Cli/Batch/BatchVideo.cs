using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using VideoSeg.Vision;

namespace VideoSeg.Cli.Batch;

/// <summary>A video to process.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Folder">The folder for its outputs.</param>
internal sealed record BatchVideo(string Path, string Folder)
{
    /// <summary>The file extensions that a folder is searched for. A file that is named explicitly may have any extension.</summary>
    private static readonly string[] Extensions =
        [".mp4", ".m4v", ".mov", ".3gp", ".mkv", ".webm", ".avi", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg", ".vob", ".flv", ".ogv", ".wmv", ".asf", ".mxf", ".ivf", ".y4m", ".h264", ".h265", ".hevc"];

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>
    /// Finds the named files and all videos below the named folders. Each video gets a folder named after it. A number distinguishes equal names, also those of
    /// earlier runs, and keeps the outputs away from what is no folder of this video.
    /// </summary>
    /// <exception cref="CommandFailedException">A source does not exist, or a folder contains no video.</exception>
    public static IReadOnlyList<BatchVideo> Find(IEnumerable<string> sources, string target)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var videos = new List<BatchVideo>();
        string[] paths = [.. sources.SelectMany(source => FilesOf(source, target)).Select(System.IO.Path.GetFullPath).Distinct(StringComparer.Ordinal)];
        foreach (var path in paths)
        {
            var name = System.IO.Path.GetFileName(path);
            for (var number = 2; !IsFree(System.IO.Path.Combine(target, name), path, paths) || !taken.Add(name); number++)
            {
                name = $"{System.IO.Path.GetFileName(path)}-{number}";
            }

            videos.Add(new BatchVideo(path, System.IO.Path.Combine(target, name)));
        }

        return videos;
    }

    /// <summary>Returns an id that is equal for the same file and the same options, so that the server recognises a job that it already has.</summary>
    public string RequestId(BatchOptions options)
    {
        var file = new FileInfo(Path);
        var request = $"{Environment.MachineName}\n{Path}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n{string.Join(',', options.Outputs)}\n{options.Config.ToByteString().ToBase64()}";
        return $"batch-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
    }

    /// <summary>Returns whether a folder may get the outputs of a video: it is new or empty, or an earlier run made it for the same video; and no input lies in it.</summary>
    private static bool IsFree(string folder, string path, string[] inputs) =>
        !File.Exists(folder)
        && !inputs.Any(input => input.StartsWith(folder + "/", StringComparison.Ordinal))
        && (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any() || BatchCheckpoint.IsOf(folder, path));

    private static string[] FilesOf(string source, string target)
    {
        if (File.Exists(source))
        {
            return [source];
        }

        if (!Directory.Exists(source))
        {
            throw new CommandFailedException($"The file or folder '{source}' does not exist.");
        }

        // The outputs of an earlier run are not inputs, and hidden files are no videos: file managers leave companions such as ._clip.mp4.
        var videos = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(path => !System.IO.Path.GetFileName(path).StartsWith('.'))
            .Where(path => Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Where(path => !System.IO.Path.GetFullPath(path).StartsWith(target + "/", StringComparison.Ordinal))
            .InNaturalOrder()
            .ToArray();
        return videos.Length > 0 ? videos : throw new CommandFailedException($"The folder '{source}' has no video. Supported extensions: {string.Join(", ", Extensions)}.");
    }
}
