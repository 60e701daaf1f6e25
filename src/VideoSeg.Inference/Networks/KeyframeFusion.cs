namespace VideoSeg.Inference.Networks;

/// <summary>What a keyframe graph takes of the keyframe before.</summary>
/// <param name="Previous">Its tensors.</param>
/// <param name="Flow">Where the motion between them goes; null: it wants none.</param>
/// <param name="HasValid">Whether it wants to be told if there was a keyframe before.</param>
internal sealed record KeyframeFusion(IReadOnlyList<KeptInput> Previous, FlowInput? Flow, bool HasValid);
