using Grpc.Core;
using Grpc.Core.Interceptors;
using VideoSeg.Server.Access.Sessions;
using VideoSeg.Server.Errors;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.Grpc.Calls;

/// <summary>Turns the exception that a service throws into the status of the call, and counts the call.</summary>
internal sealed class StatusInterceptor(CallFailures failures, TimeProvider time) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await RunAsync(context, async () => response = await continuation(request, context));
        return response!;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, () => continuation(request, responses, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, () => continuation(requests, responses, context));

    private async Task RunAsync(ServerCallContext context, Func<Task> call)
    {
        long start = time.GetTimestamp();
        try
        {
            await call();
            Record("OK", null);
        }
        catch (RpcException e) when (CallerSession.CauseOf(context.GetHttpContext(), e) == e)
        {
            string status = CallError.StatusOf(e.StatusCode.ToString());
            Record(status, status);
            throw;
        }
        catch (Exception e)
        {
            var error = failures.Describe(context.Method, CallerSession.CauseOf(context.GetHttpContext(), e), context.CancellationToken.IsCancellationRequested);
            Record(error.Status, error.Reason);
            throw error.ToRpcException();
        }

        void Record(string status, string? reason) => Instruments.RecordCall(context.Method, time.GetElapsedTime(start), status, reason);
    }
}
