using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Subscribers;

/// <summary>Runs many subscribers to one stream until it is closed.</summary>
internal static class SubscriberGroup
{
    private const int CallsPerConnection = 100;

    /// <param name="server">The gRPC address of the server.</param>
    /// <param name="streamId">The id of the stream, which is not open yet.</param>
    /// <param name="count">The number of subscribers.</param>
    /// <param name="ready">Called when all have subscribed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<SubscriberGroupReport> FollowAsync(Uri server, string streamId, int count, Action ready, CancellationToken cancellationToken)
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
            return new SubscriberGroupReport(
                reports.Sum(r => r.Delivered), reports.Sum(r => r.Missed), reports.Sum(r => r.Unexplained), reports.Min(r => r.Fewest), reports.Max(r => r.Most));
        }
        finally
        {
            channels.ForEach(c => c.Dispose());
        }
    }

    private static async Task<SubscriberGroupReport> FollowAsync(IAsyncStreamReader<SequenceHeader> responses, CancellationToken cancellationToken)
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

        return new SubscriberGroupReport(delivered, missed, unexplained, delivered + missed, delivered + missed);
    }
}
