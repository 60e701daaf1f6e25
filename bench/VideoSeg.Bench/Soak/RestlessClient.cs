using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Soak;

/// <summary>Opens one stream after the other, of all kinds; sends some frames, among them broken ones; ends in good order or breaks off.</summary>
internal sealed class RestlessClient(VideoSegClient client, BenchClip clip, int seed)
{
    private readonly Random _random = new(seed);

    public int Streams { get; private set; }

    public int BrokenOff { get; private set; }

    public long Frames { get; private set; }

    public long Errors { get; private set; }

    public async Task RunAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await StreamAsync(over);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
            }
        }
    }

    private async Task StreamAsync(CancellationToken over)
    {
        Streams++;
        var config = new StreamConfig
        {
            DeliveryPolicy = _random.Next(2) == 0 ? DeliveryPolicy.All : DeliveryPolicy.Latest,
            KeyframePolicy = (KeyframePolicy)_random.Next(1, 4),
            KeyframeInterval = (uint)_random.Next(2, 8),
            MaskEncoding = (MaskEncoding)_random.Next(1, 5),
        };
        int breakOff = _random.Next(3) == 0 ? _random.Next(1, 40) : int.MaxValue;
        await foreach (var result in client.SegmentAsync(FramesAsync(), config, over))
        {
            Frames++;
            Errors += result.Error is null ? 0 : 1;
            if (--breakOff == 0)
            {
                BrokenOff++;
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
