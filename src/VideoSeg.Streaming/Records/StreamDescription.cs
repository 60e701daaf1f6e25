using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Streaming.Records;

/// <summary>What is known of a stream when it opens. It can be serialised, and two descriptions are equal when they are of the same opening of the same stream.</summary>
/// <param name="StreamId">The stream's id. It may be used again once the stream is closed.</param>
/// <param name="Epoch">Rises each time a stream of this id is opened.</param>
/// <param name="Model">The name of the stream's model.</param>
/// <param name="ModelVersion">The version of the stream's model.</param>
/// <param name="Categories">The model's categories, in the order of its class map.</param>
/// <param name="Opened">When the stream was opened.</param>
/// <param name="IsLive">Whether its frames are filmed now. The video of a job is not live: it has no events, and a small part of the log of its own.</param>
public sealed record StreamDescription(
    string StreamId, long Epoch, string Model, string ModelVersion, IReadOnlyList<Category> Categories, DateTimeOffset Opened, bool IsLive)
{
    /// <summary>The caller whose job it is, who alone sees it; null (default): whoever has the permission sees it.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the caller may know of the stream, if it has the permission.</summary>
    public bool IsVisibleTo(string caller) => Owner is null || Owner == caller;

    /// <inheritdoc/>
    public bool Equals(StreamDescription? other) => other is not null && Epoch == other.Epoch && StreamId == other.StreamId;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StreamId, Epoch);
}
