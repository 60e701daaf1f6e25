using Grpc.Core;
using Grpc.Core.Interceptors;

namespace VideoSeg.Server.Access;

/// <summary>Holds each message of a call against the rights of its caller, before a service sees it.</summary>
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
        continuation(new CheckedReader<TRequest>(requests, context), responses, context);

    private static void Check(object message, ServerCallContext context)
    {
        foreach (var need in MethodTable.NeedsOf(context.Method, message)
            ?? throw new InvalidOperationException($"{context.Method} has no row in {nameof(MethodTable)}, so nobody may call it"))
        {
            context.Caller().Require(need);
        }
    }

    private sealed class CheckedReader<T>(IAsyncStreamReader<T> messages, ServerCallContext context) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            bool there = await messages.MoveNext(cancellationToken);
            if (there)
            {
                Check(messages.Current!, context);
            }

            return there;
        }
    }
}
