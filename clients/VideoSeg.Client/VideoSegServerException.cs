using Google.Rpc;
using Grpc.Core;

namespace VideoSeg.Client;

/// <summary>The server refused a call or ended a stream, or could not be reached. The message is the server's own.</summary>
public sealed class VideoSegServerException : Exception
{
    private VideoSegServerException(string message, StatusCode statusCode, Google.Rpc.Status? details, RpcException inner)
        : base(message, inner)
    {
        StatusCode = statusCode;
        var error = details?.GetDetail<ErrorInfo>();
        Reason = error?.Reason ?? "";
        Metadata = error?.Metadata.AsReadOnly() ?? new Dictionary<string, string>().AsReadOnly();
        RetryAfter = details?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
        FieldViolations = [.. details?.GetDetail<BadRequest>()?.FieldViolations.Select(v => new FieldViolation(v.Field, v.Description)) ?? []];
    }

    /// <summary>The gRPC status code. Unavailable: there is no server, or it is stopping; try again later.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>A stable name of the cause, such as MODEL_UNKNOWN; empty where the server gave none.</summary>
    public string Reason { get; }

    /// <summary>Values that belong to the cause, such as a limit.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The time after which a retry makes sense; null: the server gave none.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The fields of the request that were wrong, and what is allowed.</summary>
    public IReadOnlyList<FieldViolation> FieldViolations { get; }

    internal static VideoSegServerException From(RpcException e) =>
        new(e.Status.Detail, e.StatusCode, e.GetRpcStatus(), e);
}
