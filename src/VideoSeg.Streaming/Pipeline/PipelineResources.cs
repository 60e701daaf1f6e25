using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Scheduling;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>What all pipelines of a server share.</summary>
/// <param name="Limits">The limits of each stream.</param>
/// <param name="Scheduler">Executes the steps; borrowed.</param>
/// <param name="Memory">The budget of the cached tensors.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes failures.</param>
internal sealed record PipelineResources(StreamingOptions Limits, StepScheduler Scheduler, StreamMemoryBudget Memory, TimeProvider Time, ILogger Logger);
