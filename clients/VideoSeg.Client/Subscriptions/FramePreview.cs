namespace VideoSeg.Client;

/// <summary>A small picture of a frame. It comes before the frame's result.</summary>
/// <param name="StreamId">The frame's stream.</param>
/// <param name="FrameNumber">The frame's number.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Jpeg">A JPEG file.</param>
public sealed record FramePreview(string StreamId, ulong FrameNumber, int Width, int Height, ReadOnlyMemory<byte> Jpeg) : SubscriptionMessage;
