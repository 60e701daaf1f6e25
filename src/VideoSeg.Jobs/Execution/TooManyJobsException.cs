using VideoSeg.Vision;

namespace VideoSeg.Jobs.Execution;

/// <summary>Too many jobs are waiting, of all callers or of this one.</summary>
public sealed class TooManyJobsException(string message) : VideoSegException(message, null);
