using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>The outputs that a job asks for are not allowed.</summary>
public sealed class InvalidJobException(string message) : VideoSegException(message, null);
