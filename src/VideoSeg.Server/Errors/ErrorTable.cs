using Google.Rpc;
using VideoSeg.Events;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Jobs;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Video;

namespace VideoSeg.Server.Errors;

/// <summary>
/// The one place that chooses the status, reason, field and retry delay of a failed call. Each exception type that derives from
/// <see cref="VideoSegException"/> has a row, either in <see cref="Rows"/> or in <see cref="Faults"/>; a test finds the ones that have none.
/// </summary>
internal static class ErrorTable
{
    /// <summary>Errors that a client can act on. The message of the exception is the message of the status.</summary>
    private static readonly Dictionary<Type, Func<VideoSegException, CallError>> Rows = new(
    [
        // The edge itself
        Row<UnauthenticatedException>(_ => new(Code.Unauthenticated, "CALLER_NOT_KNOWN")),
        Row<AccessDeniedException>(e => new(Code.PermissionDenied, "RIGHT_MISSING") { Metadata = [new("needed", e.Needed)] }),
        Row<OriginNotAllowedException>(_ => new(Code.PermissionDenied, "ORIGIN_NOT_ALLOWED")),
        Row<MessageTooLargeException>(e => new(Code.ResourceExhausted, "MESSAGE_TOO_LARGE") { Metadata = [new("max_message_bytes", $"{e.MaxBytes}")] }),
        Row<InvalidRequestException>(e => new(Code.InvalidArgument, e.Reason) { Field = e.Field }),

        .. StreamErrors.Rows,

        Row<UnknownKeyframePolicyException>(_ => new(Code.InvalidArgument, "OPTION_INVALID") { Field = "config.keyframe_policy_name" }),

        // What is not of its own type yet
        Row<StreamRefusedException>(e => new(CodeOf(e.Refusal), e.Reason) { Field = e.Field, RetryAfter = e.RetryAfter, Metadata = e.Figures }),

        // Jobs and uploads

        // Sources
    ]);

    /// <summary>
    /// Errors that end the start, a frame or a job and are reported there. One that reaches a call is a fault of the server: INTERNAL, and an error in the log.
    /// </summary>
    private static readonly HashSet<Type> Faults =
    [
        typeof(EventFileException),
        typeof(ExecutionProviderException),
        typeof(FileRootException),
        typeof(FrameException),
        typeof(InferenceException),
        typeof(JobFolderException),
        typeof(MaskException),
        typeof(ModelPackageException),
        typeof(VideoException),
    ];

    /// <summary>The client ended the call, or is gone.</summary>
    public static CallError ClientLeft { get; } = new(Code.Cancelled, "CLIENT_LEFT") { Message = "the client ended the call" };

    /// <summary>Anything that the client is not to blame for and can do nothing about.</summary>
    public static CallError ServerFailed { get; } = new(Code.Internal, "SERVER_FAILED") { Message = "the server failed; its log says why" };

    /// <summary>Whether the table covers this exception type.</summary>
    public static bool Covers(Type exception) => Rows.ContainsKey(exception) || Faults.Contains(exception);

    /// <summary>What the client is told of this exception, or null: it is not the client's to act on (<see cref="ServerFailed"/>).</summary>
    public static CallError? Find(Exception exception) =>
        exception is VideoSegException known && Rows.TryGetValue(known.GetType(), out var row) ? row(known) with { Message = known.Message } : null;

    /// <summary>The row of an exception type.</summary>
    internal static KeyValuePair<Type, Func<VideoSegException, CallError>> Row<T>(Func<T, CallError> row)
        where T : VideoSegException => new(typeof(T), e => row((T)e));

    private static Code CodeOf(StreamRefusal refusal) => refusal switch
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
}
