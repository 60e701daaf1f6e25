namespace VideoSeg.Jobs;

/// <summary>What a watcher of a job gets when it changes.</summary>
/// <param name="Job">The job as it is now.</param>
/// <param name="Preview">A JPEG of the current frame with its masks; null: there is no new one, or none is wanted.</param>
public sealed record JobUpdate(Job Job, byte[]? Preview);
