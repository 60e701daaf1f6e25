namespace VideoSeg.Vision.Video;

/// <summary>A video source cannot be read, or a video file cannot be written.</summary>
public sealed class VideoException(string message, Exception? inner = null) : VideoSegException(message, inner);
