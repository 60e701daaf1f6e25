using VideoSeg.Vision;

namespace VideoSeg.Inference.Keyframes;

/// <summary>A stream wants to remember its keyframe, and the memory of all streams is full.</summary>
public sealed class StreamMemoryException(long wanted, long used, long limit) : VideoSegException(
    $"the stream needs {wanted:N0} bytes to reuse keyframes; streams hold {used:N0} of the {limit:N0} bytes that are allowed. A stream whose frames are all keyframes needs none",
    null);
