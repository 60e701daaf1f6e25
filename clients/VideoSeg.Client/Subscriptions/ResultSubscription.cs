using System.Runtime.CompilerServices;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>A subscription that outlives its connection: after a broken one it continues behind the last result that arrived.</summary>
internal sealed class ResultSubscription(ResultService.ResultServiceClient service, SubscribeRequest request, VideoSegClientOptions options)
{
    private readonly SubscribeRequest _request = request.Clone();

    /// <summary>Whether the server did not know the position of the last result that arrived.</summary>
    private bool _isLogReset;

    /// <exception cref="VideoSegServerException">The server refused, or was unreachable for longer than <see cref="VideoSegClientOptions.ReconnectTimeout"/>.</exception>
    public async IAsyncEnumerable<SubscriptionMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool wasConnected = false;
        Reconnection? again = null;
        while (true)
        {
            using var call = service.Subscribe(_request, cancellationToken: cancellationToken);
            RpcException? cause;
            while ((cause = await NextAsync(call, cancellationToken).ConfigureAwait(false)) is null)
            {
                (wasConnected, again) = (true, null);
                if (SubscriptionMessage.From(call.ResponseStream.Current) is not { } message)
                {
                    continue;
                }

                if (message.LastPosition is { } position)
                {
                    _request.FromSequence = position + 1;
                }

                if (message is SubscriptionStarted started && _isLogReset)
                {
                    (message, _isLogReset) = (started with { IsLogReset = true }, false);
                }

                yield return message;
            }

            if (!wasConnected)
            {
                throw VideoSegServerException.From(cause);
            }

            again ??= new Reconnection(options);
            await PauseAsync(again, cause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Moves to the call's next response.</summary>
    /// <returns>Why there is none; null: there is one.</returns>
    private static async Task<RpcException?> NextAsync(AsyncServerStreamingCall<SubscribeResponse> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? null
                : new RpcException(new Status(StatusCode.Unavailable, "the server ended the subscription"));
        }
        catch (Exception e) when (ServerCall.FailureOf(e, cancellationToken) is { } failure)
        {
            return failure;
        }
    }

    private async Task PauseAsync(Reconnection again, RpcException cause, CancellationToken cancellationToken)
    {
        if (cause.StatusCode is StatusCode.InvalidArgument && _request.HasFromSequence)
        {
            // The server was restarted and numbers its results anew: the position lies ahead of its log.
            _request.ClearFromSequence();
            (_request.FromOldest, _isLogReset) = (true, true);
            again.Reset();
            cause = new RpcException(new Status(StatusCode.Unavailable, cause.Status.Detail));
        }

        try
        {
            await again.PauseAsync(cause, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw VideoSegServerException.From(e);
        }
    }
}
