using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.EndToEnd.Tests;
using VideoSeg.V1;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A server shared by all tests that do not stop it. Its limits are low, so that tests can reach them.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public const int MaxMessageBytes = 1_000_000;

    public const int MaxFramePixels = 1_000_000;

    private ServerProcess? _process;
    private VideoSegClient? _client;
    private GrpcChannel? _channel;

    public VideoSegClient Client => _client!;

    /// <summary>Calls that the client library would not send.</summary>
    public ChannelBase Channel => _channel!;

    public Uri Http => _process!.Http;

    public async ValueTask InitializeAsync()
    {
        _process = await ServerProcess.StartAsync("--max-message-bytes", $"{MaxMessageBytes}", "--max-frame-pixels", $"{MaxFramePixels}");
        _client = _process.NewClient();
        _channel = GrpcChannel.ForAddress(_process.Grpc);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _channel?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <summary>Streams <paramref name="frames"/> and returns their results.</summary>
    internal async Task<IReadOnlyList<FrameResult>> SegmentAsync(IReadOnlyList<VideoFrame> frames, StreamConfig? config = null) =>
        await Client.SegmentAsync(frames.ToAsyncEnumerable(), config, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

    internal async Task<Segmentation> SegmentAsync(VideoFrame frame, StreamConfig? config = null)
    {
        var result = Assert.Single(await SegmentAsync([frame], config));
        Assert.NotNull(result.Segmentation);
        return result.Segmentation;
    }

    /// <summary>Sends <paramref name="messages"/> unchanged, half-closes, and returns all answers and the error that ended the call.</summary>
    internal async Task<(IReadOnlyList<StreamSegmentResponse> Answers, RpcException? End)> SendAsync(params StreamSegmentRequest[] messages)
    {
        using var call = new SegmentationService.SegmentationServiceClient(Channel).StreamSegment();
        var answers = new List<StreamSegmentResponse>();
        var sending = SendAllAsync(call.RequestStream, messages);
        try
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
                answers.Add(call.ResponseStream.Current);
            }

            return (answers, null);
        }
        catch (RpcException e)
        {
            return (answers, e);
        }
        finally
        {
            // The server may have ended the call before everything was sent.
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAllAsync(IClientStreamWriter<StreamSegmentRequest> writer, StreamSegmentRequest[] messages)
    {
        foreach (var message in messages)
        {
            await writer.WriteAsync(message);
        }

        await writer.CompleteAsync();
    }
}
