using System.Text.Json;

namespace VideoSeg.Cli.Batch;

/// <summary>The progress of one video, stored beside its outputs so that a later run can continue.</summary>
/// <param name="RequestId">The request that the outputs belong to.</param>
/// <param name="UploadId">The upload that was started, or <see langword="null"/>.</param>
/// <param name="IsDone">Whether all outputs have been downloaded.</param>
internal sealed record BatchCheckpoint(string RequestId, string? UploadId = null, bool IsDone = false)
{
    /// <summary>The video, or <see langword="null"/> in a checkpoint of version 0.1.</summary>
    public string? Path { get; init; }

    /// <summary>The names of the downloaded outputs, relative to the folder.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>What could not be read of the video, or <see langword="null"/> if nothing is missing.</summary>
    public string? Problem { get; init; }

    private const string FileName = ".videoseg.json";

    /// <summary>Whether all outputs have been downloaded, and are still there.</summary>
    public bool IsComplete(string folder) => IsDone && Outputs.Count > 0 && Outputs.All(name => File.Exists(System.IO.Path.Combine(folder, name)));

    /// <summary>Reads the checkpoint of a request; returns a new one if there is none, or if it belongs to another request.</summary>
    public static BatchCheckpoint Read(string folder, string path, string requestId) =>
        Stored(folder) is { } stored && stored.RequestId == requestId ? stored with { Path = path } : new BatchCheckpoint(requestId) { Path = path };

    /// <summary>Returns whether the folder holds the outputs of this video.</summary>
    public static bool IsOf(string folder, string path) => Stored(folder) is { } stored && (stored.Path is null || stored.Path == path);

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static BatchCheckpoint? Stored(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<BatchCheckpoint>(File.ReadAllBytes(System.IO.Path.Combine(folder, FileName)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
