namespace VideoSeg.EndToEnd.Tests.Batch;

/// <summary>A server shared by the tests of a class, with a folder for their videos.</summary>
public sealed class SharedBatchServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private BatchServer? _server;

    internal BatchServer Server => _server!;

    /// <summary>The folder whose files jobs may read.</summary>
    public string Root => Directory.CreateDirectory(_folder.File("root")).FullName;

    /// <summary>Returns a path inside the root.</summary>
    public string File(string name) => Path.Combine(Root, name);

    /// <summary>Returns a path outside the root.</summary>
    public string Outside(string name) => _folder.File(name);

    public async ValueTask InitializeAsync() => _server = await BatchServer.StartAsync(_folder.File("jobs"), Root);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
