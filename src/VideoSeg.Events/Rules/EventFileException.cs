using VideoSeg.Vision;

namespace VideoSeg.Events.Rules;

/// <summary>The file of event rules is not what it must be.</summary>
public sealed class EventFileException(string path, string problem, Exception? inner = null) : VideoSegException($"{path}: {problem}", inner);
