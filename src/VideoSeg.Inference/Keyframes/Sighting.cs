using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Keyframes;

/// <summary>What the lookout says of one frame.</summary>
/// <param name="Reason">Why the whole network is to look at it; null: it is not.</param>
/// <param name="Motion">From keyframe number <paramref name="Keyframe"/> to the frame; of a keyframe its small picture alone. Null: nothing is reused.</param>
/// <param name="Keyframe">The number of the keyframe that the frame rests on, or is.</param>
internal readonly record struct Sighting(KeyframeReason? Reason, MotionField? Motion, int Keyframe);
