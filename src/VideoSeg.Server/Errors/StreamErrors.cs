using Google.Rpc;
using VideoSeg.Inference.Memory;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Acceptance;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Resuming;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>The rows of <see cref="ErrorTable"/> for streams and subscriptions.</summary>
internal static class StreamErrors
{
    /// <summary>Where the wire has the options of a stream.</summary>
    private static readonly Dictionary<string, string> StreamFields = new()
    {
        [nameof(StreamOptions.StreamId)] = "config.stream_id",
        [nameof(StreamOptions.MaxMaskSide)] = "config.max_mask_side",
        [nameof(StreamOptions.Delivery)] = "config.delivery_policy",
        [nameof(StreamOptions.MinimumScore)] = "config.minimum_score",
        [nameof(StreamOptions.KeyframePolicy)] = "config.keyframe_policy",
        [nameof(StreamOptions.KeyframeInterval)] = "config.keyframe_interval",
        [nameof(StreamOptions.KeyframeResidual)] = "config.keyframe_residual",
        [nameof(StreamOptions.Priority)] = "config.priority",
        [nameof(StreamOptions.ClassMap)] = "config.semantic_map",
    };

    /// <summary>Where the wire has the options of a subscription.</summary>
    private static readonly Dictionary<string, string> SubscriptionFields = new()
    {
        [nameof(SubscriptionOptions.FromSequence)] = "from_sequence",
        [nameof(SubscriptionOptions.Name)] = "subscription",
        [nameof(PreviewRequest.MaxSide)] = "preview.max_side",
        [nameof(PreviewRequest.MaxRate)] = "preview.max_rate",
        ["Sequence"] = "sequence",
    };

    private static readonly Dictionary<Quota, (string Reason, string? Field)> Quotas = new()
    {
        [Quota.Streams] = ("TOO_MANY_STREAMS", null),
        [Quota.StreamsOfCaller] = ("TOO_MANY_STREAMS_OF_CALLER", null),
        [Quota.Subscribers] = ("TOO_MANY_SUBSCRIBERS", null),
        [Quota.Subscriptions] = ("TOO_MANY_SUBSCRIPTIONS", "subscription"),
        [Quota.PreviewSizes] = ("TOO_MANY_PREVIEW_SIZES", "preview.max_side"),
    };

    public static KeyValuePair<Type, Func<VideoSegException, CallError>>[] Rows { get; } =
    [
        // A stream that begins
        ErrorTable.Row<InvalidStreamOptionException>(e => new(Code.InvalidArgument, "OPTION_INVALID") { Field = StreamFields.GetValueOrDefault(e.Option) }),
        ErrorTable.Row<ModelNotFoundException>(_ => new(Code.NotFound, "MODEL_UNKNOWN") { Field = "config.model" }),
        ErrorTable.Row<ModelUnknownException>(_ => new(Code.NotFound, "MODEL_UNKNOWN") { Field = "name" }),
        ErrorTable.Row<StreamIdInUseException>(e => new(Code.AlreadyExists, "STREAM_ID_IN_USE") { Field = "config.stream_id", RetryAfter = e.RetryAfter }),
        ErrorTable.Row<QuotaExceededException>(e => new(Code.ResourceExhausted, Quotas[e.Quota].Reason) { Field = Quotas[e.Quota].Field, RetryAfter = e.RetryAfter }),

        // A client that comes back
        ErrorTable.Row<StreamNotResumableException>(_ => new(Code.NotFound, "STREAM_UNKNOWN") { Field = "resume.stream_id" }),
        ErrorTable.Row<ResumeTokenMismatchException>(_ => new(Code.PermissionDenied, "RESUME_TOKEN_WRONG") { Field = "resume.resume_token" }),
        ErrorTable.Row<ResultsExpiredException>(_ => new(Code.NotFound, "RESULTS_GONE") { Field = "resume.last_frame_number" }),

        // A stream that ends
        ErrorTable.Row<FrameNumberNotRisingException>(_ => new(Code.InvalidArgument, "FRAME_NUMBER_NOT_RISING") { Field = "frame.frame_number" }),
        ErrorTable.Row<StreamMemoryException>(_ => new(Code.ResourceExhausted, "STREAM_MEMORY_EXHAUSTED")),
        ErrorTable.Row<DecodeMemoryException>(_ => new(Code.ResourceExhausted, "DECODE_MEMORY_EXHAUSTED") { RetryAfter = DecodeBudget.Patience }),
        ErrorTable.Row<StreamTakenOverException>(_ => new(Code.Aborted, "STREAM_TAKEN_OVER")),
        ErrorTable.Row<StreamIdleException>(_ => new(Code.DeadlineExceeded, "STREAM_IDLE")),
        ErrorTable.Row<ServerStoppingException>(_ => new(Code.Unavailable, "SERVER_STOPPING") { RetryAfter = ServerStoppingException.RetryAfter }),

        // Subscriptions
        ErrorTable.Row<InvalidSubscriptionException>(e => new(Code.InvalidArgument, "OPTION_INVALID") { Field = SubscriptionFields.GetValueOrDefault(e.Option) }),
        ErrorTable.Row<StreamNotFoundException>(_ => new(Code.NotFound, "STREAM_UNKNOWN") { Field = "stream_id" }),
        ErrorTable.Row<SubscriptionNotFoundException>(_ => new(Code.NotFound, "SUBSCRIPTION_UNKNOWN") { Field = "subscription" }),
        ErrorTable.Row<SubscriptionTakenException>(_ => new(Code.Aborted, "SUBSCRIPTION_TAKEN")),
        ErrorTable.Row<SubscriberTooSlowException>(e => new(Code.ResourceExhausted, "SUBSCRIBER_TOO_SLOW") { Metadata = [new("first_missed_sequence", $"{e.FirstMissedSequence}")] }),
    ];
}
