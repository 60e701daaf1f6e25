using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>A request that cannot be mapped to the domain: a field of the message holds a value that is unknown, malformed or out of place.</summary>
/// <param name="field">The path of the field, as the wire names it.</param>
/// <param name="message">What was wrong and what is allowed.</param>
/// <param name="reason">The stable name of the cause.</param>
internal sealed class InvalidRequestException(string field, string message, string reason = "OPTION_INVALID") : VideoSegException(message, null)
{
    /// <summary>The path of the field, as the wire names it.</summary>
    public string Field { get; } = field;

    /// <summary>The stable name of the cause.</summary>
    public string Reason { get; } = reason;
}
