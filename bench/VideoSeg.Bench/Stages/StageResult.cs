namespace VideoSeg.Bench.Stages;

/// <summary>The result of <see cref="StageBenchmark"/>; one value per round, in milliseconds per frame unless stated otherwise.</summary>
/// <param name="Costs">The cost of each stage alone.</param>
/// <param name="Whole">A saturated stream through gRPC: JPEG in, RLE out, every frame a keyframe.</param>
/// <param name="Network">Inference alone, right after: one run on each core in parallel, as in the server.</param>
/// <param name="OneRun">Inference alone, one run at a time on all cores.</param>
/// <param name="OverheadRatio"><c>Whole</c> divided by <c>Network</c>.</param>
/// <param name="OneRunRatio"><c>Whole</c> divided by <c>OneRun</c>.</param>
/// <param name="BeyondModel"><c>Whole</c> minus <c>Network</c>.</param>
/// <param name="Allocated">Allocated managed bytes per frame in all stages except gRPC.</param>
internal sealed record StageResult(StageCosts Costs, Samples Whole, Samples Network, Samples OneRun, Samples OverheadRatio, Samples OneRunRatio, Samples BeyondModel, Samples Allocated);
