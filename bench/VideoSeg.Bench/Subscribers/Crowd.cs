using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Subscribers;

/// <summary>Many subscribers to one stream, until it is closed.</summary>
internal static class Crowd
{
    private const int CallsPerConnection = 100;

    /// <param name="server">Its gRPC address.</param>
    /// <param name="streamId">Not open yet.</param>
    /// <param name="count">Of subscribers.</param>
    /// <param name="ready">Told when all have subscribed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CrowdReport> FollowAsync(Uri server, string streamId, int count, Action ready, CancellationToken cancellationToken)
    {
        var channels = Enumerable.Range(0, (count + CallsPerConnection - 1) / CallsPerConnection).Select(_ => GrpcChannel.ForAddress(server)).ToList();
        try
        {
            var request = new SubscribeRequest { Pattern = streamId };
            var calls = Enumerable.Range(0, count)
                .Select(i => channels[i / CallsPerConnection].CreateCallInvoker().AsyncServerStreamingCall(SequenceHeader.Subscribe, null, new CallOptions(cancellationToken: cancellationToken), request))
                .ToList();
            await Task.WhenAll(calls.Select(c => c.ResponseStream.MoveNext(cancellationToken)));
            ready();
            var reports = await Task.WhenAll(calls.Select(c => FollowAsync(c.ResponseStream, cancellationToken)));
            return new CrowdReport(
                reports.Sum(r => r.Delivered), reports.Sum(r => r.Missed), reports.Sum(r => r.Unexplained), reports.Min(r => r.Fewest), reports.Max(r => r.Most));
        }
        finally
        {
            channels.ForEach(c => c.Dispose());
        }
    }

    private static async Task<CrowdReport> FollowAsync(IAsyncStreamReader<SequenceHeader> responses, CancellationToken cancellationToken)
    {
        long delivered = 0;
        long missed = 0;
        long unexplained = 0;
        ulong next = 0;
        while (await responses.MoveNext(cancellationToken) && !responses.Current.IsEnd)
        {
            var (first, last, isMissed, _) = responses.Current;
            if (first == 0)
            {
                continue;
            }

            unexplained += next == 0 ? 0 : Math.Abs((long)first - (long)next);
            next = last + 1;
            if (isMissed)
            {
                missed += (long)(last - first + 1);
            }
            else
            {
                delivered++;
            }
        }

        return new CrowdReport(delivered, missed, unexplained, delivered + missed, delivered + missed);
    }
}
