namespace VideoSeg.Evaluation.Instances;

/// <summary>An annotated object.</summary>
/// <param name="CategoryId">The id of its category.</param>
/// <param name="Box">Its box.</param>
/// <param name="Mask">[height, width] of the image: 1 where the object is, else 0.</param>
/// <param name="IsCrowd">Whether it covers a group: detections inside it are neither right nor wrong.</param>
public sealed record InstanceTruth(int CategoryId, InstanceBox Box, ReadOnlyMemory<byte> Mask, bool IsCrowd);
