using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>The request came from a web page of another origin, or by a host name that the server does not answer to.</summary>
internal sealed class OriginNotAllowedException(string problem) : VideoSegException(problem, null);
