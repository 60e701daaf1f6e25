namespace VideoSeg.Jobs;

/// <summary>One output file of a job.</summary>
/// <param name="Name">The name with its folder, such as panoptic/000001.png.</param>
/// <param name="Bytes">The size.</param>
public sealed record JobFile(string Name, long Bytes);
