using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>Too many uploads are open, of all callers or of this one.</summary>
public sealed class TooManyUploadsException(string message) : VideoSegException(message, null);
