using System.Runtime.CompilerServices;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>One subscription over as many calls as it takes: after a broken connection it goes on behind the last result that came.</summary>
internal sealed class ResultSubscription(ResultService.ResultServiceClient service, SubscribeRequest request, VideoSegClientOptions options)
{
    private readonly SubscribeRequest _request = request.Clone();

    /// <exception cref="VideoSegServerException">The server refused, or stayed away for longer than <see cref="VideoSegClientOptions.ReconnectTimeout"/>.</exception>
    public async IAsyncEnumerable<SubscribeResponse> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool wasThere = false;
        Reconnection? again = null;
        while (true)
        {
            using var call = service.Subscribe(_request, cancellationToken: cancellationToken);
            RpcException? cause;
            while ((cause = await NextAsync(call, cancellationToken).ConfigureAwait(false)) is null)
            {
                (wasThere, again) = (true, null);
                var response = call.ResponseStream.Current;
                if (SequenceOf(response) is { } sequence)
                {
                    _request.FromSequence = sequence + 1;
                }

                yield return response;
            }

            if (!wasThere)
            {
                throw VideoSegServerException.From(cause);
            }

            again ??= new Reconnection(options);
            await PauseAsync(again, cause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null: the call's current response is the next one.</returns>
    private static async Task<RpcException?> NextAsync(AsyncServerStreamingCall<SubscribeResponse> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? null
                : new RpcException(new Status(StatusCode.Unavailable, "the server ended the subscription"));
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    private async Task PauseAsync(Reconnection again, RpcException cause, CancellationToken cancellationToken)
    {
        if (cause.StatusCode is StatusCode.InvalidArgument && _request.HasFromSequence)
        {
            // The server was started anew and counts from the beginning: there is nothing to go on behind.
            _request.ClearFromSequence();
            again.Answered();
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

    private static ulong? SequenceOf(SubscribeResponse response) => response.MessageCase switch
    {
        SubscribeResponse.MessageOneofCase.Result => response.Result.Sequence,
        SubscribeResponse.MessageOneofCase.Missed => response.Missed.LastSequence,
        _ => null,
    };
}
