using VideoSeg.Vision;

namespace VideoSeg.Jobs.Storage;

/// <summary>The folder of jobs can't be used, so the server does not start.</summary>
public sealed class JobFolderException(string message) : VideoSegException(message, null);
