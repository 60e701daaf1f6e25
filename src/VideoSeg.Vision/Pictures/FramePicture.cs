namespace VideoSeg.Vision.Pictures;

/// <summary>A frame's picture as a client sent it, not yet decoded.</summary>
/// <param name="Bytes">All of it.</param>
public abstract record FramePicture(ReadOnlyMemory<byte> Bytes);
