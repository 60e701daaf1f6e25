using VideoSeg.Streaming;

namespace VideoSeg.Jobs;

/// <summary>What a caller wants done.</summary>
/// <param name="Caller">Whose the job will be.</param>
/// <param name="RequestId">Chosen by the caller: the same again is the same job. Null: none.</param>
/// <param name="UploadId">The video, where it was uploaded.</param>
/// <param name="Path">The video, where it lies below a root.</param>
/// <param name="Options">Of the job's stream; stream id, masks and delivery are the job's own.</param>
/// <param name="Outputs">At least one.</param>
public sealed record JobRequest(string Caller, string? RequestId, string? UploadId, string? Path, StreamOptions Options, JobOutputs Outputs);
