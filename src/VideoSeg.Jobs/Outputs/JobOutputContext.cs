using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs;

/// <summary>What the outputs of a job are made for and where they go.</summary>
/// <param name="OutputFolder">The folder whose files callers download. It exists.</param>
/// <param name="ChunkFolder">The folder for files that chunks leave behind; it is removed once the job has ended.</param>
/// <param name="FileName">The video's name as the caller gave it.</param>
/// <param name="InputPath">Where the video can be read.</param>
/// <param name="Model">The model's name and version.</param>
/// <param name="Categories">The model's categories.</param>
/// <param name="Video">The video.</param>
public sealed record JobOutputContext(
    string OutputFolder, string ChunkFolder, string FileName, string InputPath, string Model, IReadOnlyList<Category> Categories, InputVideo Video);
