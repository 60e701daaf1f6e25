namespace VideoSeg.Bench.Stages;

/// <summary>What <see cref="StageBenchmark"/> measured; a value for each round, milliseconds a frame unless it says something else.</summary>
/// <param name="Costs">Of each stage alone.</param>
/// <param name="Whole">A saturated stream through gRPC: JPEG in, RLE out, every frame a keyframe.</param>
/// <param name="Network">The same graph in a loop that does nothing else, right after: a run on each core, as the server has them.</param>
/// <param name="OneRun">The same, one run after the other, each on all cores.</param>
/// <param name="OverheadRatio">The first by the second, round by round.</param>
/// <param name="OneRunRatio">The first by the third, round by round.</param>
/// <param name="BeyondModel">The first less the second, round by round.</param>
/// <param name="Allocated">Managed bytes a frame of all stages but gRPC.</param>
internal sealed record StageResult(StageCosts Costs, Samples Whole, Samples Network, Samples OneRun, Samples OverheadRatio, Samples OneRunRatio, Samples BeyondModel, Samples Allocated);
