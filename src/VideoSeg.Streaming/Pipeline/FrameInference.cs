using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Runtime;
using VideoSeg.Inference.Streams;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>
/// What the decode loop and the segment loop do with one frame: bring it through the model, and give it its outcome where that fails. Both loops use it at once, each
/// its own half of the segmenter.
/// </summary>
/// <param name="request">The stream; borrowed.</param>
/// <param name="resources">The limits, the clock and the log.</param>
/// <param name="segmenter">The stream's use of the model; owned.</param>
/// <param name="steps">Runs its steps; owned.</param>
internal sealed partial class FrameInference(PipelineRequest request, PipelineResources resources, ISegmenter segmenter, StepRunner steps) : IDisposable
{
    private readonly FrameLimits _limits = new(resources.Limits.MaxFramePixels);

    /// <summary>The size of the cached tensors, in bytes.</summary>
    public long MemoryBytes => segmenter.MemoryBytes;

    /// <summary>Frees the cached tensors: the next frame is a keyframe.</summary>
    public void ReleaseIdleMemory() => segmenter.ReleaseIdleMemory();

    /// <summary>Decodes the frame, once there is memory for it, and chooses whether it is a keyframe. One that can't be used has its outcome afterwards.</summary>
    public async ValueTask DecodeAsync(FrameInProgress frame, CancellationToken cancellationToken)
    {
        if (frame.IsDiscontinuity)
        {
            segmenter.MarkDiscontinuity();
        }

        if (frame.Outcome is null)
        {
            await AnalyzeAsync(frame, cancellationToken);
        }
    }

    /// <summary>Starts the frame's step if it is independent; ends when there is a slot for it.</summary>
    public async ValueTask StartIndependentAsync(FrameInProgress frame, CancellationToken cancellationToken)
    {
        if (frame.Analyzed is not { } analyzed || !segmenter.IsIndependent(analyzed))
        {
            return;
        }

        frame.Prepared(segmenter.PrepareIndependent(analyzed));
        try
        {
            frame.Running(await steps.StartAsync(frame.Step!, cancellationToken));
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    /// <summary>Brings the frame to its prediction: runs its step, or waits for the one that runs already. If that fails, the next frame is a keyframe.</summary>
    public async ValueTask SegmentAsync(FrameInProgress frame)
    {
        if (frame.Outcome is not null)
        {
            return;
        }

        try
        {
            if (frame.Analyzed is { } analyzed)
            {
                frame.Prepared(segmenter.Prepare(analyzed));
                frame.Running(steps.RunAsync(frame.Step!));
            }

            await frame.Run!;
            segmenter.Commit(frame.Step!);
            frame.Inferred();
            request.Model.Health.Succeeded();
        }
        catch (FrameException e)
        {
            segmenter.Recover();
            Fail(frame, e);
        }
        catch (InferenceException e)
        {
            Log.StepFailed(resources.Logger, request.Options.StreamId, frame.FrameNumber, e);
            segmenter.Recover();
            request.Model.Health.Failed(resources.Time);
            frame.Ended(new FrameFailed(FrameFailureCause.Server, "INFERENCE_FAILED", "the network failed on this frame; the stream goes on"));
        }
    }

    /// <summary>Neither loop may use it any more.</summary>
    public void Dispose()
    {
        segmenter.Dispose();
        steps.Dispose();
    }

    private async ValueTask AnalyzeAsync(FrameInProgress frame, CancellationToken cancellationToken)
    {
        frame.Decoding();
        try
        {
            if (request.Quota.TakePixels(frame.Picture!) is { } refused)
            {
                frame.Ended(refused);
                return;
            }

            long bytes = frame.Picture!.Bytes.Length + FrameDecoder.MemoryToDecode(frame.Picture, _limits, request.Model.InputSize);
            frame.Reserved(await resources.Decoding.ReserveAsync(bytes, DecodeBudget.Patience, cancellationToken));
            var analyzed = segmenter.Analyze(frame.Picture!, _limits, frame.PresentationTime);
            frame.Decoded(analyzed);
            frame.Previews = request.Previews.Make(frame.FrameNumber, analyzed);
        }
        catch (FrameException e)
        {
            Fail(frame, e);
        }
        catch (DecodeMemoryException e)
        {
            frame.Ended(new FrameFailed(FrameFailureCause.Limit, "DECODE_MEMORY_EXHAUSTED", e.Message));
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    private void Fail(FrameInProgress frame, FrameException e)
    {
        var cause = e.IsLimit ? FrameFailureCause.Limit : FrameFailureCause.Picture;
        Log.FrameFailed(resources.Logger, request.Options.StreamId, frame.FrameNumber, e.Reason, e.Message);
        frame.Ended(new FrameFailed(cause, e.Reason, e.Message));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Stream {StreamId}: frame {FrameNumber} failed: {Reason}: {Problem}")]
        public static partial void FrameFailed(ILogger logger, string streamId, ulong frameNumber, string reason, string problem);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}: the step of frame {FrameNumber} failed; the next frame is a keyframe")]
        public static partial void StepFailed(ILogger logger, string streamId, ulong frameNumber, Exception exception);
    }
}
