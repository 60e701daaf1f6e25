using System.Collections.ObjectModel;
using VideoSeg.Inference;
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

    /// <summary>There is no model of that name.</summary>
    /// <param name="field">Where it was asked for, as the wire names it.</param>
    /// <param name="name">As it was asked for; a long one is not said back.</param>
    /// <param name="models">What there is.</param>
    public static StreamRefusedException UnknownModel(string field, string name, ModelCatalog models) => new(
        StreamRefusal.NotFound,
        "MODEL_UNKNOWN",
        $"there is no model {(name.Length <= 64 ? $"'{name}'" : $"whose name has {name.Length} characters")}; there are {string.Join(", ", models.Models.Select(m => m.Manifest.Name))}",
        field);

    /// <param name="field">As the wire names it.</param>
    /// <param name="message">What was wrong and what is allowed.</param>
    public static StreamRefusedException InvalidOption(string field, string message) =>
        new(StreamRefusal.Invalid, "OPTION_INVALID", message, field);

    /// <summary>A subscriber did not read in time.</summary>
    /// <param name="sequence">The first that it did not get.</param>
    internal static StreamRefusedException TooSlow(ulong sequence) => new(
        StreamRefusal.Exhausted, "SUBSCRIBER_TOO_SLOW", $"the subscriber was too slow: the result of sequence {sequence}, the first that it did not get, has left the log")
    {
        Figures = new Dictionary<string, string> { ["first_missed_sequence"] = $"{sequence}" },
    };

    /// <summary>The server takes nothing new because it stops.</summary>
    public static StreamRefusedException Stopping() => Stopping("the server is stopping; come back in a moment");

    internal static StreamRefusedException StoppingEarly() => Stopping("the server had to stop before all frames were done; come back in a moment");

    internal static StreamRefusedException Idle(TimeSpan limit) => new(
        StreamRefusal.Idle, "STREAM_IDLE", $"no frame came and no result was read for {limit.TotalSeconds:0} s, after which this server ends a stream");

    /// <summary>What a client is told that comes back to a stream that is gone, for example after a restart of the server.</summary>
    internal static StreamRefusedException UnknownStream(string id) => new(
        StreamRefusal.NotFound,
        "STREAM_UNKNOWN",
        $"there is no stream {(id.Length <= 64 ? $"'{id}' " : "")}to come back to: it ended, its client was gone for too long, or the server was started anew; open it with a config",
        "resume.stream_id");

    internal static StreamRefusedException ResultsGone(string id, ulong? last) => new(
        StreamRefusal.NotFound,
        "RESULTS_GONE",
        $"stream '{id}' has ended: of the results behind {(last is null ? "its beginning" : $"frame {last}")} some are not kept any more; open it with a config",
        "resume.last_frame_number");

    private static StreamRefusedException Stopping(string message) =>
        new(StreamRefusal.Draining, "SERVER_STOPPING", message, retryAfter: TimeSpan.FromSeconds(1));
}
