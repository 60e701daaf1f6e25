using Google.Protobuf;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Bench.Faults;

/// <summary>
/// Sends corrupted pictures and messages to a server, and counts the answers by kind. Each picture gets a result; an invalid message ends its
/// call with a status that says so. Anything else is a fault of the server: INTERNAL, UNKNOWN, UNAVAILABLE, or no answer within the timeout.
/// </summary>
internal sealed class MutatedCalls(CallInvoker server, IReadOnlyList<byte[]> pictures, int seed)
{
    private const int PicturesPerCall = 250;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private readonly Mutation _mutation = new(seed);
    private readonly Method<byte[], byte[]> _method = new(
        MethodType.DuplexStreaming, "videoseg.v1.SegmentationService", "StreamSegment", Marshallers.Create(b => b, b => b), Marshallers.Create(b => b, b => b));

    /// <summary>The number of calls and frames by status or error reason.</summary>
    public SortedDictionary<string, int> Answers { get; } = [];

    /// <summary>The faults of the server, each with the seed that reproduces it.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Sends valid messages with corrupted pictures: each must get a result, and the stream must continue.</summary>
    public async Task SendPicturesAsync(int count, CancellationToken cancellationToken)
    {
        for (int sent = 0; sent < count; sent += PicturesPerCall)
        {
            var frames = Enumerable.Range(0, Math.Min(PicturesPerCall, count - sent)).Select(i => new StreamSegmentRequest
            {
                Frame = new Frame { FrameNumber = (ulong)i, Encoded = ByteString.CopyFrom(_mutation.Of(pictures[i % pictures.Count])) },
            }).ToList();
            var (results, end) = await CallAsync([Config(), .. frames.Select(f => f.ToByteArray())], cancellationToken);
            foreach (var result in results.Skip(1).Select(r => r.Result))
            {
                Count(result.Error is { } error ? error.Reason : "SEGMENTED");
                if (result.Error is { Code: (int)StatusCode.Internal } failure)
                {
                    Faults.Add($"a picture made the server fail: {failure.Message} (seed {seed}, call of picture {sent}, frame {result.FrameNumber})");
                }
            }

            if (end.StatusCode != StatusCode.OK || results.Count != frames.Count + 1)
            {
                Faults.Add($"{results.Count - 1} of {frames.Count} pictures were answered, the call ended with {end} (seed {seed}, call of picture {sent})");
            }
        }
    }

    /// <summary>Sends calls of a config and a frame, one of which is a corrupted message.</summary>
    public async Task SendMessagesAsync(int count, CancellationToken cancellationToken)
    {
        byte[] frame = new StreamSegmentRequest { Frame = new Frame { Encoded = ByteString.CopyFrom(pictures[0]), TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } }.ToByteArray();
        byte[] raw = new StreamSegmentRequest
        {
            Frame = new Frame { Raw = new RawPicture { PixelFormat = PixelFormat.Nv12, Width = 32, Height = 32, Pixels = ByteString.CopyFrom(new byte[32 * 48]) } },
        }.ToByteArray();
        byte[] config = new StreamSegmentRequest
        {
            Config = new StreamConfig { Model = "", MaskEncoding = MaskEncoding.Polygons, MaxMaskSide = 64, MinimumScore = 0.5f, KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = 3, SemanticMap = true },
        }.ToByteArray();
        for (int i = 0; i < count; i++)
        {
            byte[][] messages = (i % 3) switch
            {
                0 => [_mutation.Of(config), frame],
                1 => [Config(), _mutation.Of(frame)],
                _ => [Config(), _mutation.Of(raw)],
            };
            var (_, end) = await CallAsync(messages, cancellationToken);
            Count(end.StatusCode.ToString());
            if (end.StatusCode is not (StatusCode.OK or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.ResourceExhausted))
            {
                Faults.Add($"a message ended its call with {end} (seed {seed}, message {i})");
            }
        }
    }

    private static byte[] Config() => new StreamSegmentRequest { Config = new StreamConfig() }.ToByteArray();

    private async Task<(List<StreamSegmentResponse> Answers, Status End)> CallAsync(IReadOnlyList<byte[]> messages, CancellationToken cancellationToken)
    {
        using var call = server.AsyncDuplexStreamingCall(_method, null, new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout, cancellationToken: cancellationToken));
        var sending = SendAsync(call.RequestStream, messages);
        var answers = new List<StreamSegmentResponse>();
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                answers.Add(StreamSegmentResponse.Parser.ParseFrom(call.ResponseStream.Current));
            }
        }
        catch (RpcException)
        {
            // The status is read below.
        }

        await sending;
        return (answers, call.GetStatus());
    }

    private static async Task SendAsync(IClientStreamWriter<byte[]> requests, IReadOnlyList<byte[]> messages)
    {
        try
        {
            foreach (byte[] message in messages)
            {
                await requests.WriteAsync(message);
            }

            await requests.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server ended the call before everything was sent.
        }
    }

    private void Count(string answer) => Answers[answer] = Answers.GetValueOrDefault(answer) + 1;
}
