using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Soak;

/// <summary>Opens streams of all configurations one after the other, sends a few frames, some of them truncated, and completes or aborts each stream.</summary>
internal sealed class ChurningClient(VideoSegClient client, BenchClip clip, int seed)
{
    private readonly Random _random = new(seed);

    public int Streams { get; private set; }

    public int Aborted { get; private set; }

    public long Frames { get; private set; }

    public long Errors { get; private set; }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StreamAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
        }
    }

    private async Task StreamAsync(CancellationToken stoppingToken)
    {
        Streams++;
        var config = new StreamConfig
        {
            DeliveryPolicy = _random.Next(2) == 0 ? DeliveryPolicy.All : DeliveryPolicy.Latest,
            KeyframePolicy = (KeyframePolicy)_random.Next(1, 4),
            KeyframeInterval = (uint)_random.Next(2, 8),
            MaskEncoding = (MaskEncoding)_random.Next(1, 5),
        };
        int abortAfter = _random.Next(3) == 0 ? _random.Next(1, 40) : int.MaxValue;
        await foreach (var result in client.SegmentAsync(FramesAsync(), config, stoppingToken))
        {
            Frames++;
            Errors += result.Error is null ? 0 : 1;
            if (--abortAfter == 0)
            {
                Aborted++;
                return;
            }
        }
    }

    private async IAsyncEnumerable<VideoFrame> FramesAsync()
    {
        int count = _random.Next(1, 60);
        for (int i = 0; i < count; i++)
        {
            byte[] jpeg = clip.Jpegs[i];
            yield return VideoFrame.Encoded(_random.Next(10) == 0 ? jpeg.AsMemory(0, jpeg.Length / 2) : jpeg, i * clip.Interval);
        }

        await Task.CompletedTask;
    }
}
