namespace VideoSeg.EndToEnd.Tests.Batch;

/// <summary>One server for the tests of a class, with a folder that its videos lie in.</summary>
public sealed class SharedBatchServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private BatchServer? _server;

    internal BatchServer Server => _server!;

    /// <summary>Jobs may name files in it.</summary>
    public string Root => Directory.CreateDirectory(_folder.File("root")).FullName;

    /// <summary>A path in the root.</summary>
    public string File(string name) => Path.Combine(Root, name);

    /// <summary>A path beside the root.</summary>
    public string Outside(string name) => _folder.File(name);

    public async ValueTask InitializeAsync() => _server = await BatchServer.StartAsync(_folder.File("jobs"), Root);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
