using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using VideoSeg.Server.Access;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Jobs;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Server.Grpc;

/// <summary>The one place that chooses statuses.</summary>
internal static class StatusTable
{
    /// <summary>Whose names the reasons are.</summary>
    private const string Domain = "videoseg";

    public static Code CodeOf(StreamRefusal refusal) => refusal switch
    {
        StreamRefusal.Invalid => Code.InvalidArgument,
        StreamRefusal.Forbidden => Code.PermissionDenied,
        StreamRefusal.Displaced => Code.Aborted,
        StreamRefusal.Idle => Code.DeadlineExceeded,
        StreamRefusal.NotFound => Code.NotFound,
        StreamRefusal.AlreadyExists => Code.AlreadyExists,
        StreamRefusal.Exhausted => Code.ResourceExhausted,
        StreamRefusal.NotReady => Code.FailedPrecondition,
        StreamRefusal.Corrupt => Code.DataLoss,
        StreamRefusal.Draining => Code.Unavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    public static Code CodeOf(FrameFailureCause cause) => cause switch
    {
        FrameFailureCause.Picture => Code.InvalidArgument,
        FrameFailureCause.Limit => Code.ResourceExhausted,
        FrameFailureCause.Server => Code.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static Code CodeOf(JobFailureCause cause) => cause switch
    {
        JobFailureCause.Source => Code.InvalidArgument,
        JobFailureCause.Limit => Code.ResourceExhausted,
        JobFailureCause.Server => Code.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static RpcException Refused(StreamRefusedException refused)
    {
        var status = StatusOf(CodeOf(refused.Refusal), refused.Reason, refused.Message, [.. refused.Figures.Select(f => (f.Key, f.Value))]);
        if (refused.Field is { } field)
        {
            status.Details.Add(Any.Pack(new BadRequest
            {
                FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = refused.Message } },
            }));
        }

        if (refused.RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }

    public static RpcException MessageTooLarge(int maxMessageBytes) =>
        StatusOf(
            Code.ResourceExhausted,
            "MESSAGE_TOO_LARGE",
            $"a message is larger than {maxMessageBytes} bytes, the most that this server takes (limits.max_message_bytes)",
            ("max_message_bytes", $"{maxMessageBytes}")).ToRpcException();

    /// <summary>It is not known who calls.</summary>
    public static RpcException NotKnown(string problem) => StatusOf(Code.Unauthenticated, "CALLER_NOT_KNOWN", problem).ToRpcException();

    public static RpcException Denied(AccessDeniedException denied) =>
        StatusOf(Code.PermissionDenied, "RIGHT_MISSING", denied.Message, ("needed", denied.Need.ToString())).ToRpcException();

    /// <summary>A web page that is not ours made the browser call.</summary>
    public static RpcException Foreign(string problem) => StatusOf(Code.PermissionDenied, "ORIGIN_NOT_ALLOWED", problem).ToRpcException();

    public static RpcException ClientLeft() => StatusOf(Code.Cancelled, "CLIENT_LEFT", "the client ended the call").ToRpcException();

    public static RpcException ServerFailed() =>
        StatusOf(Code.Internal, "SERVER_FAILED", "the server failed; its log says why").ToRpcException();

    private static Google.Rpc.Status StatusOf(Code code, string reason, string message, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var error = new ErrorInfo { Domain = Domain, Reason = reason };
        foreach (var (key, value) in metadata)
        {
            error.Metadata.Add(key, value);
        }

        return new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(error) } };
    }
}
