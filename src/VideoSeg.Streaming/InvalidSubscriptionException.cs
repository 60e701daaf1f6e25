using VideoSeg.Vision;

namespace VideoSeg.Streaming;

/// <summary>An option of a subscription, or a position that is acknowledged, is not allowed.</summary>
/// <param name="option">The name of the property of the options, such as FromSequence or MaxSide; Sequence: the position that is acknowledged.</param>
/// <param name="message">What was wrong and what is allowed.</param>
public sealed class InvalidSubscriptionException(string option, string message) : VideoSegException(message, null)
{
    /// <summary>The name of the property of the options, such as FromSequence or MaxSide; Sequence: the position that is acknowledged.</summary>
    public string Option { get; } = option;
}
