using System.Text.Json.Serialization;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs;

/// <summary>
/// A video file that is segmented. It is cut into chunks: each begins with a keyframe, and when it is done its outputs are on disk and the tracker is stored.
/// So a job whose server process was killed continues with the next chunk, and its outputs are the same as without the interruption.
/// </summary>
public sealed record Job
{
    public required string Id { get; init; }

    /// <summary>The owner; nobody else sees the job.</summary>
    public required string Caller { get; init; }

    /// <summary>The video's name in messages.</summary>
    public required string FileName { get; init; }

    public required JobState State { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>How its frames are segmented, with every default filled in.</summary>
    public required StreamOptions Options { get; init; }

    /// <summary>The names of the outputs that it makes.</summary>
    [JsonConverter(typeof(OutputNamesConverter))]
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The video. Stored under the name that version 0.1 used, whose jobs continue after an update; so are the chunks.</summary>
    [JsonPropertyName("source")]
    public required JobInput Input { get; init; }

    /// <summary>The version of the model that made what exists so far; with another version the job starts over.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>Chunks whose outputs are on disk.</summary>
    [JsonPropertyName("segments_done")]
    public int ChunksDone { get; init; }

    /// <summary>
    /// How often a server process took the job up since its last chunk was done, and did not come to an end with it: it is counted before the work begins, and
    /// taken back when the server stops in order. So a job that kills its server is known by the next one.
    /// </summary>
    public int Attempts { get; init; }

    /// <summary>Frames of these chunks, and while the job runs those of the current chunk.</summary>
    public long FramesDone { get; init; }

    /// <summary>Frames of the video: an estimate from the file's header until all are read; 0: unknown.</summary>
    public long FramesTotal { get; init; }

    /// <summary>Whether the last chunk holds the video's last frame.</summary>
    public bool IsRead { get; init; }

    /// <summary>The mean rate since this server process took the job up; 0: unknown, or the job does not run.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>Frames that could not be read, by what the container says; known once all are read.</summary>
    public long FramesMissing { get; init; }

    /// <summary>What could not be read of the video, for people; null: nothing is missing.</summary>
    public string? Problem { get; init; }

    /// <summary>Why it failed; null: it did not fail.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>The output files of a job that has succeeded, in the order of their names.</summary>
    public IReadOnlyList<JobFile> Files { get; init; } = [];

    public bool HasEnded => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>The estimated time to the end; null: unknown.</summary>
    public TimeSpan? TimeLeft => State == JobState.Running && FramesPerSecond > 0 && FramesTotal > 0
        ? TimeSpan.FromSeconds(Math.Max(0, FramesTotal - FramesDone) / FramesPerSecond)
        : null;
}
