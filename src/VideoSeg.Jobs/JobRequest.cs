using VideoSeg.Streaming;

namespace VideoSeg.Jobs;

/// <summary>A job that a caller asks for.</summary>
/// <param name="Caller">The owner of the job.</param>
/// <param name="RequestId">Chosen by the caller: the same id again gives the same job. Null: none.</param>
/// <param name="UploadId">The input, if it was uploaded.</param>
/// <param name="Path">The input, if it lies below a root.</param>
/// <param name="Options">How frames are segmented; stream id, masks and delivery policy are chosen by the job.</param>
/// <param name="Outputs">The names of the outputs; at least one.</param>
public sealed record JobRequest(string Caller, string? RequestId, string? UploadId, string? Path, StreamOptions Options, IReadOnlyList<string> Outputs);
