using VideoSeg.Inference;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Previews;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>What one pipeline works with.</summary>
/// <param name="Options">The stream's options as accepted.</param>
/// <param name="Model">The stream's model; borrowed, the pipeline shares it.</param>
/// <param name="Tracker">Belongs to the pipeline until it is disposed.</param>
/// <param name="Quota">The rate limits that its frames count against.</param>
/// <param name="Previews">The previews that subscribers ask for.</param>
/// <param name="KeyframeOffset">Staggers the keyframes of streams that began together, from 0.</param>
internal sealed record PipelineRequest(
    StreamOptions Options, ISegmentationModel Model, Tracker Tracker, CallerQuota Quota, StreamPreviews Previews, int KeyframeOffset);
