using Grpc.Core;
using Grpc.Core.Interceptors;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Grpc;

/// <summary>The root of each call: what a service throws becomes the call's status.</summary>
internal sealed partial class StatusInterceptor(ILogger<StatusInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw StatusOf(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responses, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw StatusOf(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requests, responses, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw StatusOf(e, context);
        }
    }

    private RpcException StatusOf(Exception exception, ServerCallContext context)
    {
        if (ErrorTable.Find(exception) is { } error)
        {
            Log.Refused(logger, context.Method, error.Reason, error.Message);
            return error.ToRpcException();
        }

        // Reading from and writing to a client that is gone fails in many ways.
        if (context.CancellationToken.IsCancellationRequested)
        {
            Log.ClientLeft(logger, context.Method);
            return ErrorTable.ClientLeft.ToRpcException();
        }

        Log.Failed(logger, context.Method, exception);
        return ErrorTable.ServerFailed.ToRpcException();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Method} was refused: {Reason}: {Cause}")]
        public static partial void Refused(ILogger logger, string method, string reason, string cause);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Method}: the client left")]
        public static partial void ClientLeft(ILogger logger, string method);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
        public static partial void Failed(ILogger logger, string method, Exception exception);
    }
}
