using Grpc.Core;

namespace VideoSeg.Server.Access;

/// <summary>A request that is refused before an endpoint sees it: gRPC's clients get a status, others plain text.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, RpcException status, int httpStatus)
    {
        var response = context.Response;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            response.StatusCode = httpStatus;
            return response.WriteAsync(status.Status.Detail);
        }

        // A gRPC response without messages: the trailers stand in the headers.
        response.ContentType = context.Request.ContentType;
        response.Headers["grpc-status"] = $"{(int)status.StatusCode}";
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Status.Detail);
        foreach (var trailer in status.Trailers)
        {
            response.Headers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
        }

        return Task.CompletedTask;
    }
}
