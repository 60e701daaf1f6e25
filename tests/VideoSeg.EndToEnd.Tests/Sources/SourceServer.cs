using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Sources;

/// <summary>A server with the small test model that may pull from this machine.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly VideoSegClient _client;
    private readonly GrpcChannel _channel;

    private SourceServer(ServerProcess process)
    {
        Process = process;
        _client = process.NewClient();
        _channel = GrpcChannel.ForAddress(process.Grpc);
    }

    public ServerProcess Process { get; }

    public SourceClient Sources => _client.Sources;

    public static async Task<SourceServer> StartAsync(params (string Name, string Value)[] options)
    {
        var settings = new Dictionary<string, string?> { ["Sources__Hosts"] = "127.0.0.1", ["Sources__MaxPause"] = "00:00:01" };
        foreach (var (name, value) in options)
        {
            settings[name] = value;
        }

        return new SourceServer(await ServerProcess.StartAsync(settings, ServerProcess.Small));
    }

    public Task<Source> CreateAsync(string uri, string streamId = "cam", bool loop = false, bool paced = false) => Sources.CreateAsync(
        new CreateSourceRequest
        {
            Uri = uri,
            Config = new StreamConfig { StreamId = streamId, KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = 1000 },
            Loop = loop,
            Paced = paced,
        },
        TestContext.Current.CancellationToken);

    public async Task<VideoSegServerException> RefusedAsync(string uri, bool loop = false) =>
        await Assert.ThrowsAsync<VideoSegServerException>(() => CreateAsync(uri, loop: loop));

    /// <summary>Waits until the source satisfies a condition. It polls without a delay, as each call takes a round trip.</summary>
    public async Task<Source> UntilAsync(Predicate<Source> isSo, string streamId = "cam")
    {
        while (true)
        {
            var source = await Sources.GetAsync(streamId, TestContext.Current.CancellationToken);
            if (isSo(source))
            {
                return source;
            }
        }
    }

    public Task<Subscriber> SubscribeAsync(string streamId = "cam") => Subscriber.OpenAsync(_channel, new SubscribeRequest { Pattern = streamId });

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _channel.Dispose();
        await Process.DisposeAsync();
    }
}
