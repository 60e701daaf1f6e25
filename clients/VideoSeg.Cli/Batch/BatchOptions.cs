using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Batch;

/// <summary>The options of one run over video files.</summary>
internal sealed record BatchOptions
{
    /// <summary>The folder that contains one folder for each video.</summary>
    public required string Target { get; init; }

    /// <summary>The server, or <see langword="null"/> to start one for the run.</summary>
    public ServerEndpoint? Server { get; init; }

    /// <summary>The options of a server that is started for the run.</summary>
    public IReadOnlyList<string> OwnServerOptions { get; init; } = [];

    /// <summary>The names of the outputs to create; at least one.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    public StreamConfig Config { get; } = new();

    /// <summary>The folder in which a server that is started for the run stores its jobs, so that the next run finds them.</summary>
    public string Jobs => Path.Combine(Target, ".jobs");
}
