namespace VideoSeg.Bench.Stages;

/// <summary>The cost of each stage in milliseconds per frame, run sequentially on an idle machine.</summary>
internal sealed class StageCosts
{
    public Samples Decode { get; } = new();

    public Samples Preprocess { get; } = new();

    public Samples Inference { get; } = new();

    public Samples Merge { get; } = new();

    public Samples Track { get; } = new();

    public Samples Encode { get; } = new();

    /// <summary>The round trip through the server minus the stages above.</summary>
    public Samples Grpc { get; } = new();

    public IEnumerable<(string Name, Samples Samples)> All =>
    [
        ("decode", Decode), ("preprocess", Preprocess), ("inference", Inference), ("merge", Merge), ("track", Track), ("encode", Encode), ("grpc", Grpc),
    ];
}
