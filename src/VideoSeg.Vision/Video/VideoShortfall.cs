namespace VideoSeg.Vision.Video;

/// <summary>What could not be read of a video that was read to its end.</summary>
/// <param name="FramesMissing">How many frames, by what the container says; at least 1.</param>
/// <param name="Message">For people: how many of how many, and why.</param>
public sealed record VideoShortfall(long FramesMissing, string Message);
