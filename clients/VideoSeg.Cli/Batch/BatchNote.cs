using System.Text.Json;

namespace VideoSeg.Cli.Batch;

/// <summary>How far a video has come, kept beside its outputs.</summary>
/// <param name="RequestId">Of the wishes that the outputs are for.</param>
/// <param name="UploadId">An upload that was begun; null: none.</param>
/// <param name="IsDone">All outputs are here.</param>
internal sealed record BatchNote(string RequestId, string? UploadId = null, bool IsDone = false)
{
    private const string FileName = ".videoseg.json";

    /// <summary>What was kept for these wishes; without it, or for others, a new one.</summary>
    public static BatchNote Read(string folder, string requestId)
    {
        try
        {
            var kept = JsonSerializer.Deserialize<BatchNote>(File.ReadAllBytes(Path.Combine(folder, FileName)));
            return kept?.RequestId == requestId ? kept : new BatchNote(requestId);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new BatchNote(requestId);
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
