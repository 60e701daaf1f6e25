using System.Text.Json.Serialization;

namespace VideoSeg.Jobs;

/// <summary>What made a job fail.</summary>
public enum JobFailureCause
{
    /// <summary>The video can't be used. Stored under the name that version 0.1 used.</summary>
    [JsonStringEnumMemberName("Source")]
    Input,

    /// <summary>A limit of the server, or its disk, is exhausted.</summary>
    Limit,

    /// <summary>The server failed.</summary>
    Server,
}
