using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Soak;

/// <summary>Subscribes to all streams repeatedly. Each subscription ends after some results, and pauses after a few of them.</summary>
internal sealed class ChurningSubscriber(VideoSegClient client, int seed)
{
    private readonly Random _random = new(seed);

    public int Subscriptions { get; private set; }

    public long Results { get; private set; }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        Subscriptions++;
        var request = new SubscribeRequest { Pattern = ">" };
        if (_random.Next(3) == 0)
        {
            // From the oldest result that the server keeps.
            request.FromSequence = 0;
        }

        if (_random.Next(3) == 0)
        {
            request.Preview = new PreviewOptions { MaxSide = (uint)_random.Next(100, 400), MaxRate = 2 };
        }

        int wanted = _random.Next(1, 400);
        await foreach (var message in client.SubscribeAsync(request, stoppingToken))
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
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(2000)), TimeProvider.System, stoppingToken);
            }
        }
    }
}
