namespace VideoSeg.Streaming.Resuming;

/// <summary>The request of a client to come back to a stream after its connection broke.</summary>
/// <param name="StreamId">The stream's id.</param>
/// <param name="Token">The resume token that the client got when the stream was opened.</param>
/// <param name="LastFrameNumber">The frame number of the last result that the client holds; null: it holds none.</param>
public sealed record StreamResumption(string StreamId, string Token, ulong? LastFrameNumber);
