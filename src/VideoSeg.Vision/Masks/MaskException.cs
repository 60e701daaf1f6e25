namespace VideoSeg.Vision.Masks;

/// <summary>A mask that was written by someone else cannot be read.</summary>
public sealed class MaskException(string message, Exception? inner = null) : VideoSegException(message, inner);
