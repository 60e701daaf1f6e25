using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A Subscribe call that is read message by message.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly AsyncServerStreamingCall<SubscribeResponse> _call;

    private Subscriber(AsyncServerStreamingCall<SubscribeResponse> call, SubscriptionStarted started) => (_call, Started) = (call, started);

    public SubscriptionStarted Started { get; }

    /// <summary>Subscribes and waits for the first message.</summary>
    public static async Task<Subscriber> OpenAsync(ChannelBase channel, SubscribeRequest request)
    {
        var call = new ResultService.ResultServiceClient(channel).Subscribe(request, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return new Subscriber(call, call.ResponseStream.Current.Started);
    }

    public async Task<SubscribeResponse> NextAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return _call.ResponseStream.Current;
    }

    /// <summary>Returns all messages up to and including the first that satisfies <paramref name="last"/>.</summary>
    public async Task<List<SubscribeResponse>> UntilAsync(Predicate<SubscribeResponse> last)
    {
        var responses = new List<SubscribeResponse>();
        do
        {
            responses.Add(await NextAsync());
        }
        while (!last(responses[^1]));

        return responses;
    }

    /// <summary>Returns all messages up to the end of the stream.</summary>
    public Task<List<SubscribeResponse>> UntilClosedAsync() => UntilAsync(r => r.StreamChange?.Kind == StreamChangeKind.Closed);

    /// <summary>Returns the exception that ends the call.</summary>
    public async Task<RpcException> EndAsync() => await Assert.ThrowsAsync<RpcException>(() => UntilAsync(_ => false));

    public void Dispose() => _call.Dispose();
}
