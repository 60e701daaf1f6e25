using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Soak;

/// <summary>Follows all streams with one subscription after the other; each ends after some results, of which it takes its time over a few.</summary>
internal sealed class RestlessSubscriber(VideoSegClient client, int seed)
{
    private readonly Random _random = new(seed);

    public int Subscriptions { get; private set; }

    public long Results { get; private set; }

    public async Task RunAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(over);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
            }
        }
    }

    private async Task FollowAsync(CancellationToken over)
    {
        Subscriptions++;
        var request = new SubscribeRequest { Pattern = ">" };
        if (_random.Next(3) == 0)
        {
            // As far back as the server remembers.
            request.FromSequence = 0;
        }

        if (_random.Next(3) == 0)
        {
            request.Preview = new PreviewOptions { MaxSide = (uint)_random.Next(100, 400), MaxRate = 2 };
        }

        int wanted = _random.Next(1, 400);
        await foreach (var message in client.SubscribeAsync(request, over))
        {
            if (message is not SubscribedResult)
            {
                continue;
            }

            Results++;
            if (--wanted == 0)
            {
                return;
            }

            if (_random.Next(50) == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(2000)), TimeProvider.System, over);
            }
        }
    }
}
