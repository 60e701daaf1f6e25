using Grpc.AspNetCore.Server;
using Grpc.Core;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>Answers a request that is refused before its endpoint runs: gRPC clients get a status, others an HTTP status and plain text.</summary>
internal static class ErrorResponse
{
    public static Task WriteAsync(HttpContext context, VideoSegException exception)
    {
        var error = ErrorTable.Find(exception) ?? ErrorTable.ServerFailed;
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method)
        {
            Instruments.RecordCall(method.Method.FullName, TimeSpan.Zero, error.Status, error.Reason);
        }

        var status = error.ToRpcException();
        var response = context.Response;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            response.StatusCode = HttpStatusOf(status.StatusCode);
            return response.WriteAsync(status.Status.Detail);
        }

        // Trailers-only: a gRPC response without messages has its trailers in the headers.
        response.ContentType = context.Request.ContentType;
        response.Headers["grpc-status"] = $"{(int)status.StatusCode}";
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Status.Detail);
        foreach (var trailer in status.Trailers)
        {
            response.Headers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
        }

        return Task.CompletedTask;
    }

    private static int HttpStatusOf(StatusCode code) => code switch
    {
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status500InternalServerError,
    };
}
