namespace VideoSeg.Inference.Networks;

/// <summary>An input that gets a tensor which the stream has kept of its last keyframe.</summary>
/// <param name="Name">The name of the input.</param>
/// <param name="Kept">The keyframe graph's output.</param>
internal readonly record struct KeptInput(string Name, string Kept);
