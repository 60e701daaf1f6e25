using VideoSeg.Streaming.Files;

namespace VideoSeg.Server.Settings;

/// <summary>The folder of Serve:Data. One server process at a time has it: two would take each other's subscriptions.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FolderLock? _lock;

    /// <param name="data">The folder; empty: nothing survives a restart.</param>
    /// <exception cref="SettingException">The folder can't be used.</exception>
    public DataFolder(string data)
    {
        if (data.Length == 0)
        {
            return;
        }

        string folder = Path.GetFullPath(data);
        _lock = SettingException.Naming("Serve:Data", () => FolderLock.TryTake(Directory.CreateDirectory(folder).FullName))
            ?? throw new SettingException("Serve:Data", $"another server uses the folder '{folder}'; each needs a folder of its own (--data)");
        Results = Path.Combine(folder, "results.db");
    }

    /// <summary>The database of results; null: nothing survives a restart.</summary>
    public string? Results { get; }

    public void Dispose() => _lock?.Dispose();
}
