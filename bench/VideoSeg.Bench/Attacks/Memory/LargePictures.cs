using OpenCvSharp;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Attacks.Memory;

/// <summary>Many streams send a small PNG of a large picture: decoded, each takes 100 MB.</summary>
internal static class LargePictures
{
    private const int Streams = 48;
    private const int Frames = 6;

    public static async Task<AttackResult> RunAsync(int memoryMib, CancellationToken cancellationToken)
    {
        byte[] png = Picture();
        await using var server = await AttackedServer.StartAsync(cancellationToken, memoryMib);
        using var client = new VideoSegClient(server.Address);
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => SegmentAsync(client, $"large-{i}", png, cancellationToken)));
        return await server.JudgeMemoryAsync(cancellationToken);
    }

    private static byte[] Picture()
    {
        using var pixels = new Mat(4320, 7680, MatType.CV_8UC3, new Scalar(255, 0, 0));
        return pixels.ImEncode(".png");
    }

    private static async Task SegmentAsync(VideoSegClient client, string streamId, byte[] png, CancellationToken cancellationToken)
    {
        var frames = Enumerable.Range(0, Frames).Select(i => VideoFrame.Encoded(png, TimeSpan.FromMilliseconds(40 * i))).ToAsyncEnumerable();
        try
        {
            await foreach (var _ in client.SegmentAsync(frames, new StreamConfig { StreamId = streamId }, cancellationToken))
            {
                // A result or an error of its frame.
            }
        }
        catch (VideoSegServerException)
        {
            // The server ended the stream, or is gone: its memory and its probe tell.
        }
    }
}
