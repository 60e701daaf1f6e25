using VideoSeg.Cli.Servers;

namespace VideoSeg.Bench.Attacks;

/// <summary>
/// A server that is attacked, with the small model "colours" of the tests. It lives in as little memory as in a container of a given size: the garbage
/// collector has three quarters of it, as .NET takes by itself in a container, and the rest is for native memory.
/// </summary>
internal sealed class AttackedServer : IAsyncDisposable
{
    private readonly EmbeddedServer _server;
    private readonly int _memoryMib;

    private AttackedServer(EmbeddedServer server, int memoryMib) => (_server, _memoryMib) = (server, memoryMib);

    /// <summary>The gRPC address, which answers probes too (HTTP/2).</summary>
    public Uri Address => _server.Address;

    /// <summary>The HTTP/1.1 address.</summary>
    public Uri Http => _server.HttpAddress!;

    public int ProcessId => _server.ProcessId;

    /// <summary>The highest resident memory until now, in MiB.</summary>
    public double PeakMib => ServerMemory.PeakBytes(ProcessId) / 1048576.0;

    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <param name="memoryMib">The memory of the container that the server would run in, in MiB.</param>
    /// <param name="settings">Settings by name, such as Streaming__MaxStreams.</param>
    /// <param name="options">Additional options of the server program.</param>
    public static async Task<AttackedServer> StartAsync(
        CancellationToken cancellationToken, int memoryMib = 1024, IReadOnlyDictionary<string, string>? settings = null, params IEnumerable<string> options)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["DOTNET_GCHeapHardLimit"] = $"0x{memoryMib * 3L / 4 << 20:x}",
            ["Logging__LogLevel__VideoSeg"] = "Error",
        };
        string models = Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages");
        var server = await ConfiguredServer.StartAsync(all, cancellationToken, ["--http-urls", "http://127.0.0.1:0", "--models", models, "--model", "colours", .. options]);
        return new AttackedServer(server, memoryMib);
    }

    /// <summary>Judges an attack on the memory: the server still serves, and its peak fits into the container.</summary>
    public async Task<AttackResult> JudgeMemoryAsync(CancellationToken cancellationToken)
    {
        double peak = PeakMib;
        return new AttackResult(peak < _memoryMib && await ServesAsync(cancellationToken), peak, $"MiB peak of {_memoryMib}");
    }

    /// <summary>Whether the server answers its probe within five seconds.</summary>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.GetAsync(new Uri(Http, "/healthz/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
