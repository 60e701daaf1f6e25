using Grpc.Core;

namespace VideoSeg.Client;

/// <summary>Why a frame has no segmentation.</summary>
/// <param name="StatusCode">The kind of failure, such as InvalidArgument.</param>
/// <param name="Reason">A stable name of the cause, such as PICTURE_BROKEN or PICTURE_TOO_LARGE.</param>
/// <param name="Message">What was wrong and what is allowed, for people.</param>
/// <param name="RetryAfter">When such a frame would be accepted, after a rate limit; null: trying again does not help.</param>
public sealed record FrameError(StatusCode StatusCode, string Reason, string Message, TimeSpan? RetryAfter);
