namespace VideoSeg.Streaming.Records;

/// <summary>A preview of a frame.</summary>
/// <param name="MaxSide">The longest side that subscribers asked for, in pixels.</param>
/// <param name="Encoded">The preview's bytes, encoded once for all subscribers.</param>
public sealed record LoggedPreview(int MaxSide, ReadOnlyMemory<byte> Encoded);
