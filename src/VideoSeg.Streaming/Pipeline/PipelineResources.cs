using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Scheduling;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>What all pipelines of a server share.</summary>
/// <param name="Limits">The limits of each stream.</param>
/// <param name="Scheduler">Executes the steps; borrowed.</param>
/// <param name="KeyframePolicies">The keyframe policies that streams may name.</param>
/// <param name="Memory">The budget of the cached tensors.</param>
/// <param name="Decoding">The budget of decoded pictures.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes failures.</param>
internal sealed record PipelineResources(
    StreamingOptions Limits,
    StepScheduler Scheduler,
    KeyframePolicies KeyframePolicies,
    StreamMemoryBudget Memory,
    DecodeBudget Decoding,
    TimeProvider Time,
    ILogger Logger);
