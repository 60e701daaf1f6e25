using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace VideoSeg.Cli.Batch;

/// <summary>A video that is worked through.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="Folder">Where its outputs go.</param>
internal sealed record BatchVideo(string Path, string Folder)
{
    /// <summary>What a folder is searched for. A file that is named outright may have any name.</summary>
    private static readonly string[] Extensions =
        [".mp4", ".m4v", ".mov", ".3gp", ".mkv", ".webm", ".avi", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg", ".flv", ".ogv", ".wmv", ".asf"];

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Files as they were named, folders with all videos below them. Each gets a folder of its own name, and two of one name are told apart by a number.</summary>
    /// <exception cref="CommandFailedException">A source is not there, or a folder has no video.</exception>
    public static IReadOnlyList<BatchVideo> Find(IEnumerable<string> sources, string target)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var videos = new List<BatchVideo>();
        foreach (var path in sources.SelectMany(source => FilesOf(source, target)).Select(System.IO.Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileName(path);
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{System.IO.Path.GetFileName(path)}-{number}";
            }

            videos.Add(new BatchVideo(path, System.IO.Path.Combine(target, name)));
        }

        return videos;
    }

    /// <summary>The same for the same file and the same wishes: by it the server knows that it has the job already.</summary>
    public string RequestId(BatchOptions options)
    {
        var file = new FileInfo(Path);
        var wish = $"{Environment.MachineName}\n{Path}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n{string.Join(',', options.Outputs)}\n{options.Config.ToByteString().ToBase64()}";
        return $"batch-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wish)))}";
    }

    private static string[] FilesOf(string source, string target)
    {
        if (File.Exists(source))
        {
            return [source];
        }

        if (!Directory.Exists(source))
        {
            throw new CommandFailedException($"There is no file or folder '{source}'.");
        }

        // What an earlier run wrote is not to be worked through.
        var videos = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Where(path => !System.IO.Path.GetFullPath(path).StartsWith(target + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return videos.Length > 0 ? videos : throw new CommandFailedException($"The folder '{source}' has no video; {string.Join(", ", Extensions)} are taken.");
    }
}
