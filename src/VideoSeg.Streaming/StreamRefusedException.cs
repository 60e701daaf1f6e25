using VideoSeg.Inference;
using VideoSeg.Vision;

namespace VideoSeg.Streaming;

/// <summary>Why a stream was not opened, or was ended, or something was not done with a job: the caller's options, a limit, or the state of the server.</summary>
public sealed class StreamRefusedException(StreamRefusal refusal, string reason, string message, string? field = null) : VideoSegException(message, null)
{
    /// <summary>The kind of cause, from which an edge chooses its status.</summary>
    public StreamRefusal Refusal { get; } = refusal;

    /// <summary>A stable name of the cause, such as MODEL_UNKNOWN.</summary>
    public string Reason { get; } = reason;

    /// <summary>The option that is wrong, as the wire names it; null where no single one is.</summary>
    public string? Field { get; } = field;

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

    internal static StreamRefusedException Stopping() =>
        new(StreamRefusal.Draining, "SERVER_STOPPING", "the server is stopping; come back in a moment");
}
