using VideoSeg.Vision;

namespace VideoSeg.Jobs.Outputs;

/// <summary>What is known of a job's video before its frames are read.</summary>
/// <param name="FrameRate">The usual frames a second, above 0 and at most 1000.</param>
/// <param name="Size">The size of the first frame, in pixels. Later frames may have another.</param>
/// <param name="PixelAspect">The shape of its pixels.</param>
/// <param name="StartTime">When the first frame is shown, from the start of the file, where sound may begin before the picture.</param>
public sealed record InputVideo(double FrameRate, PixelSize Size, PixelAspect PixelAspect, TimeSpan StartTime);
