namespace VideoSeg.Streaming.Sessions;

/// <summary>What a client says to come back to a stream whose connection broke.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Token">As the stream told it when it was opened.</param>
/// <param name="LastFrameNumber">Of the last result that the client holds; null: it holds none.</param>
public sealed record StreamResumption(string StreamId, string Token, ulong? LastFrameNumber);
