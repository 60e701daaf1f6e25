namespace VideoSeg.Jobs;

/// <summary>One output file of a job.</summary>
/// <param name="Name">With its folder, such as panoptic/000001.png.</param>
/// <param name="Bytes">Its size.</param>
public sealed record JobFile(string Name, long Bytes);
