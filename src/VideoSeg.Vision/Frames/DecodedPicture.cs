using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Frames;

/// <summary>A frame whose pixels are there already, of a video that the server itself reads.</summary>
/// <param name="Frame">Its giver's; what is decoded shares its pixels, which must not change until the frame has its outcome.</param>
public sealed record DecodedPicture(Frame Frame) : FramePicture(ReadOnlyMemory<byte>.Empty);
