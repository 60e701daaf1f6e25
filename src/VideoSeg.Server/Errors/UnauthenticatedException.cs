using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>The caller presented no credential, or one that is not accepted. The message never repeats the credential.</summary>
internal sealed class UnauthenticatedException(string problem) : VideoSegException(problem, null);
