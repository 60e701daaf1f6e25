using VideoSeg.V1;

namespace VideoSeg.Cli.Batch;

/// <summary>What is asked of one run over video files.</summary>
internal sealed record BatchOptions
{
    /// <summary>The folder that gets a folder for each video.</summary>
    public required string Target { get; init; }

    /// <summary>Null: one is started.</summary>
    public Uri? Server { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<BatchOutput> Outputs { get; init; }

    public StreamConfig Config { get; } = new();

    /// <summary>Where a server that is started for the run keeps its jobs, so that the next run finds them.</summary>
    public string Jobs => Path.Combine(Target, ".jobs");
}
