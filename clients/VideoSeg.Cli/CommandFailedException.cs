using VideoSeg.Vision;

namespace VideoSeg.Cli;

/// <summary>The command cannot do what was asked; the message says why, to the one who typed it.</summary>
internal sealed class CommandFailedException(string message, Exception? inner = null) : VideoSegException(message, inner);
