using Grpc.Core;
using Grpc.Core.Interceptors;

namespace VideoSeg.Server.Grpc.Calls;

/// <summary>
/// Checks each message of a call against the caller's grants before a service sees it. The stream exchange checks the messages of StreamSegment itself,
/// for all transports alike.
/// </summary>
internal sealed class AccessInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, responses, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new CheckedReader<TRequest>(requests, context), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(context.Method == MethodTable.StreamSegment ? requests : new CheckedReader<TRequest>(requests, context), responses, context);

    private static void Check(object message, ServerCallContext context) => MethodTable.Check(context.Method, message, context.Caller);

    private sealed class CheckedReader<T>(IAsyncStreamReader<T> messages, ServerCallContext context) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            bool hasNext = await messages.MoveNext(cancellationToken);
            if (hasNext)
            {
                Check(messages.Current!, context);
            }

            return hasNext;
        }
    }
}
