using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Keyframes;

/// <summary>What the lookout says of one frame.</summary>
/// <param name="Reason">Why the whole network is to look at it; null: it is not.</param>
/// <param name="Motion">From the last keyframe to the frame; of a keyframe that does not continue, nothing yet. Null: nothing is reused.</param>
/// <param name="Keyframe">The number of the keyframe that the frame rests on, or is.</param>
/// <param name="Continues">Whether the frame is a keyframe and shows the scene of the keyframe before it, so that what was seen there still counts.</param>
internal readonly record struct Sighting(KeyframeReason? Reason, MotionField? Motion, int Keyframe, bool Continues);
