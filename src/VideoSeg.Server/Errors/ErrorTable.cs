using Google.Rpc;
using VideoSeg.Events.Rules;
using VideoSeg.Events.Sinks;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Jobs.Execution;
using VideoSeg.Jobs.Registry;
using VideoSeg.Jobs.Storage;
using VideoSeg.Jobs.Uploads;
using VideoSeg.Server.Errors.Limits;
using VideoSeg.Server.Settings;
using VideoSeg.Sources;
using VideoSeg.Sources.Feeds;
using VideoSeg.Sources.Feeds.VideoFiles;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Pictures;
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
        Row<TooManyWatchesException>(_ => new(Code.ResourceExhausted, "TOO_MANY_WATCHES")),
        Row<MessageLateException>(_ => new(Code.DeadlineExceeded, "MESSAGE_LATE")),
        Row<InvalidRequestException>(e => new(Code.InvalidArgument, e.Reason) { Field = e.Field }),

        .. StreamErrors.Rows,

        Row<UnknownKeyframePolicyException>(_ => new(Code.InvalidArgument, "OPTION_INVALID") { Field = "config.keyframe_policy_name" }),

        // Jobs and uploads
        Row<ChunkCorruptException>(_ => new(Code.DataLoss, "CHUNK_CORRUPT") { Field = "crc32c" }),
        Row<DiskFullException>(_ => new(Code.ResourceExhausted, "DISK_FULL")),
        Row<InvalidJobException>(e => new(Code.InvalidArgument, "OPTION_INVALID") { Field = e.Output is null ? "outputs" : "output_names" }),
        Row<InvalidUploadException>(e => new(Code.InvalidArgument, "OPTION_INVALID") { Field = FieldOf(e.Property) }),
        Row<JobInputRefusedException>(e => CallOf(e.Refusal, "path")),
        Row<JobNotEndedException>(_ => new(Code.FailedPrecondition, "JOB_NOT_ENDED") { Field = "job_id" }),
        Row<JobNotFoundException>(_ => new(Code.NotFound, "JOB_UNKNOWN") { Field = "job_id" }),
        Row<JobNotSucceededException>(_ => new(Code.FailedPrecondition, "JOB_NOT_SUCCEEDED") { Field = "job_id" }),
        Row<OutputNotFoundException>(_ => new(Code.NotFound, "OUTPUT_UNKNOWN") { Field = "name" }),
        Row<OutputUnavailableException>(e => new(Code.FailedPrecondition, e.NeedsFfmpeg ? "FFMPEG_MISSING" : "OUTPUT_UNAVAILABLE") { Field = "outputs" }),
        Row<TooManyJobsException>(_ => new(Code.ResourceExhausted, "TOO_MANY_JOBS")),
        Row<TooManyUploadsException>(_ => new(Code.ResourceExhausted, "TOO_MANY_UPLOADS")),
        Row<UploadCorruptException>(_ => new(Code.DataLoss, "UPLOAD_CORRUPT")),
        Row<UploadIncompleteException>(_ => new(Code.FailedPrecondition, "UPLOAD_INCOMPLETE") { Field = "upload_id" }),
        Row<UploadNotFoundException>(_ => new(Code.NotFound, "UPLOAD_UNKNOWN") { Field = "upload_id" }),
        Row<UploadOffsetException>(_ => new(Code.FailedPrecondition, "UPLOAD_OFFSET") { Field = "offset" }),

        // Sources
        Row<FeedUnavailableException>(_ => new(Code.FailedPrecondition, "FFMPEG_MISSING") { Field = "uri" }),
        Row<InvalidSourceException>(e => new(Code.InvalidArgument, "OPTION_INVALID") { Field = FieldOf(e.Property) }),
        Row<SourceExistsException>(_ => new(Code.AlreadyExists, "SOURCE_EXISTS") { Field = "config.stream_id" }),
        Row<SourceFileRefusedException>(e => CallOf(e.Refusal, "uri")),
        Row<SourceHostNotAllowedException>(_ => new(Code.PermissionDenied, "SOURCE_HOST_NOT_ALLOWED") { Field = "uri" }),
        Row<SourceNotFoundException>(_ => new(Code.NotFound, "SOURCE_UNKNOWN") { Field = "stream_id" }),
        Row<SourceSchemeNotAllowedException>(_ => new(Code.InvalidArgument, "SOURCE_SCHEME_NOT_ALLOWED") { Field = "uri" }),
        Row<SourceVideoException>(e => new(Code.InvalidArgument, e.Reason) { Field = "uri" }),
        Row<TooManySourcesException>(_ => new(Code.ResourceExhausted, "TOO_MANY_SOURCES")),
    ]);

    /// <summary>
    /// Errors that end the start, a frame or a job and are reported there. One that reaches a call is a fault of the server: INTERNAL, and an error in the log.
    /// </summary>
    private static readonly HashSet<Type> Faults =
    [
        typeof(EventFileException),
        typeof(EventNotAcceptedException),
        typeof(ExecutionProviderException),
        typeof(FileRefusedException),
        typeof(FileRootException),
        typeof(FrameException),
        typeof(InferenceException),
        typeof(InvalidSinkException),
        typeof(JobFolderException),
        typeof(MaskException),
        typeof(ModelPackageException),
        typeof(SettingException),
        typeof(SqliteFileException),
        typeof(UnknownSchemeException),
        typeof(VideoException),
    ];

    /// <summary>The client ended the call, or is gone.</summary>
    public static CallError ClientLeft { get; } = new(Code.Cancelled, "CLIENT_LEFT") { Message = "the client ended the call" };

    /// <summary>Anything that the client is not to blame for and can do nothing about.</summary>
    public static CallError ServerFailed { get; } = new(Code.Internal, "SERVER_FAILED") { Message = "the server failed; its log says why" };

    /// <summary>A database of the server could not be written; its path is not the client's to know.</summary>
    private static CallError DiskFull { get; } = new(Code.ResourceExhausted, "DISK_FULL") { Message = "the server's disk is full; try again later", RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>Whether the table covers this exception type.</summary>
    public static bool Covers(Type exception) => Rows.ContainsKey(exception) || Faults.Contains(exception);

    /// <summary>What the client is told of this exception, or null: it is not the client's to act on (<see cref="ServerFailed"/>).</summary>
    public static CallError? Find(Exception exception) =>
        exception is SqliteFileException { IsFull: true } ? DiskFull
        : exception is VideoSegException known && Rows.TryGetValue(known.GetType(), out var row) ? row(known) with { Message = known.Message } : null;

    /// <summary>The row of an exception type.</summary>
    internal static KeyValuePair<Type, Func<VideoSegException, CallError>> Row<T>(Func<T, CallError> row)
        where T : VideoSegException => new(typeof(T), e => row((T)e));

    private static string FieldOf(UploadProperty property) => property switch
    {
        UploadProperty.FileName => "file_name",
        UploadProperty.Bytes => "size_bytes",
        UploadProperty.Sha256 => "sha256",
        UploadProperty.Chunk => "data",
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, null),
    };

    private static string FieldOf(SourceProperty property) => property switch
    {
        SourceProperty.Uri => "uri",
        SourceProperty.Loop => "loop",
        SourceProperty.Paced => "paced",
        SourceProperty.Delivery => "config.delivery_policy",
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, null),
    };

    private static CallError CallOf(FileRefusal refusal, string field) => refusal switch
    {
        FileRefusal.NoRoots => new(Code.InvalidArgument, "OPTION_INVALID") { Field = field },
        FileRefusal.Missing => new(Code.NotFound, "VIDEO_MISSING") { Field = field },
        FileRefusal.Empty => new(Code.InvalidArgument, "VIDEO_EMPTY") { Field = field },
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
