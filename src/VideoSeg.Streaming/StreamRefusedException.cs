using System.Collections.ObjectModel;
using VideoSeg.Vision;

namespace VideoSeg.Streaming;

/// <summary>Why a stream was not opened, or was ended, or something was not done with a job: the caller's options, a limit, or the state of the server.</summary>
public sealed class StreamRefusedException(StreamRefusal refusal, string reason, string message, string? field = null, TimeSpan? retryAfter = null)
    : VideoSegException(message, null)
{
    /// <summary>The kind of cause, from which an edge chooses its status.</summary>
    public StreamRefusal Refusal { get; } = refusal;

    /// <summary>A stable name of the cause, such as MODEL_UNKNOWN.</summary>
    public string Reason { get; } = reason;

    /// <summary>The option that is wrong, as the wire names it; null where no single one is.</summary>
    public string? Field { get; } = field;

    /// <summary>When trying again makes sense; null: something else has to change first.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Figures that belong to the cause, such as a limit.</summary>
    public IReadOnlyDictionary<string, string> Figures { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <param name="field">As the wire names it.</param>
    /// <param name="message">What was wrong and what is allowed.</param>
    public static StreamRefusedException InvalidOption(string field, string message) =>
        new(StreamRefusal.Invalid, "OPTION_INVALID", message, field);

    /// <summary>The server takes nothing new because it stops.</summary>
    public static StreamRefusedException Stopping() => Stopping("the server is stopping; come back in a moment");

    private static StreamRefusedException Stopping(string message) =>
        new(StreamRefusal.Draining, "SERVER_STOPPING", message, retryAfter: TimeSpan.FromSeconds(1));
}
