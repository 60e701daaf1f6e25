using VideoSeg.Vision;

namespace VideoSeg.Cli;

/// <summary>The exception that is thrown when a command cannot be carried out. The message is shown to the user.</summary>
internal sealed class CommandFailedException(string message, Exception? inner = null) : VideoSegException(message, inner);
