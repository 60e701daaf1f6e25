namespace VideoSeg.Evaluation.Instances;

/// <summary>A detected object.</summary>
/// <param name="CategoryId">The id of its category, as the ground truth numbers it.</param>
/// <param name="Score">How sure the detector is; any scale, higher is surer.</param>
/// <param name="Box">Its box.</param>
/// <param name="Mask">[height, width] of the image: 1 where the object is, else 0.</param>
public sealed record InstanceDetection(int CategoryId, double Score, InstanceBox Box, ReadOnlyMemory<byte> Mask);
