using Grpc.Core;

namespace VideoSeg.Client;

/// <summary>
/// Awaits the responses of calls. However a call ends without one (a refusal, a reset, a connection that a keepalive ping found dead), the caller gets one kind
/// of exception. Only a cancellation that was requested is an <see cref="OperationCanceledException"/>.
/// </summary>
internal static class ServerCall
{
    /// <summary>Returns the response of a unary call.</summary>
    /// <exception cref="VideoSegServerException">The server refused the call, or the connection was lost.</exception>
    public static async Task<T> AnswerAsync<T>(AsyncUnaryCall<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception e) when (FailureOf(e, cancellationToken) is { } failure)
        {
            throw VideoSegServerException.From(failure);
        }
    }

    /// <summary>Returns the next response of a streaming call; null: it is complete.</summary>
    /// <exception cref="VideoSegServerException">The server ended the call, or the connection was lost.</exception>
    public static async Task<T?> NextAsync<T>(IAsyncStreamReader<T> responses, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await responses.MoveNext(cancellationToken).ConfigureAwait(false) ? responses.Current : null;
        }
        catch (Exception e) when (FailureOf(e, cancellationToken) is { } failure)
        {
            throw VideoSegServerException.From(failure);
        }
    }

    /// <summary>
    /// How a call ended, by the exception that it threw. A write may fail before the call has its status; a dead connection cancels its calls; and
    /// the sender or the reader may have disposed the call after it broke, while the other still used it.
    /// </summary>
    /// <returns>Null: the exception does not tell of the call's end, or <paramref name="cancellationToken"/> ended it.</returns>
    public static RpcException? FailureOf(Exception e, CancellationToken cancellationToken) => e switch
    {
        // The client's side of the call failed without a response: the status is gRPC's own and carries the exception.
        RpcException { StatusCode: StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled, Status: { DebugException: { } cause, Detail: var detail } }
            when !cancellationToken.IsCancellationRequested => new RpcException(new Status(StatusCode.Unavailable, $"the connection to the server was lost: {detail}", cause)),
        RpcException failure => failure,
        InvalidOperationException or IOException or OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            new RpcException(new Status(StatusCode.Unavailable, "the connection to the server was lost", e)),
        _ => null,
    };
}
