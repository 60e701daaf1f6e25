namespace VideoSeg.Bench.Stages;

/// <summary>What <see cref="StageBenchmark"/> measured; milliseconds a frame, a value for each round.</summary>
/// <param name="Costs">Of each stage alone.</param>
/// <param name="Whole">A saturated stream through gRPC: JPEG in, RLE out, every frame a keyframe.</param>
/// <param name="Network">The same graph in a loop that does nothing else, right after.</param>
/// <param name="OverheadRatio">The first by the second, round by round.</param>
internal sealed record StageResult(StageCosts Costs, Samples Whole, Samples Network, Samples OverheadRatio);
