using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>A job asks for an output that this server can't make, since something is missing.</summary>
/// <param name="output">The name of the output.</param>
/// <param name="message">What is missing.</param>
/// <param name="needsFfmpeg">Whether that is ffmpeg.</param>
public sealed class OutputUnavailableException(string output, string message, bool needsFfmpeg) : VideoSegException(message, null)
{
    public string Output { get; } = output;

    public bool NeedsFfmpeg { get; } = needsFfmpeg;
}
