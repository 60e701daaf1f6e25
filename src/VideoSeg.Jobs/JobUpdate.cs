namespace VideoSeg.Jobs;

/// <summary>What someone who watches a job is told.</summary>
/// <param name="Job">As it is now.</param>
/// <param name="Preview">A JPEG of its current picture with the masks; null: there is no new one, or none is wanted.</param>
public sealed record JobUpdate(Job Job, byte[]? Preview);
