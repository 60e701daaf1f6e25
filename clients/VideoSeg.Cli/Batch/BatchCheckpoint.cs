using System.Text.Json;

namespace VideoSeg.Cli.Batch;

/// <summary>The progress of one video, stored beside its outputs so that a later run can continue.</summary>
/// <param name="RequestId">The request that the outputs belong to.</param>
/// <param name="UploadId">The upload that was started, or <see langword="null"/>.</param>
/// <param name="IsDone">Whether all outputs have been downloaded.</param>
internal sealed record BatchCheckpoint(string RequestId, string? UploadId = null, bool IsDone = false)
{
    private const string FileName = ".videoseg.json";

    /// <summary>Reads the checkpoint of a request; returns a new one if there is none, or if it belongs to another request.</summary>
    public static BatchCheckpoint Read(string folder, string requestId)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<BatchCheckpoint>(File.ReadAllBytes(Path.Combine(folder, FileName)));
            return stored?.RequestId == requestId ? stored : new BatchCheckpoint(requestId);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new BatchCheckpoint(requestId);
        }
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(path + ".new", path, overwrite: true);
    }
}
