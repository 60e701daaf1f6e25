using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Jobs.Execution;

/// <summary>One chunk of a job, in a pipeline of its own.</summary>
/// <param name="job">The job.</param>
/// <param name="stream">The job's stream; borrowed.</param>
/// <param name="tracker">The tracker as the chunk before left it.</param>
/// <param name="maxFramesInFlight">The pictures that may wait for their results.</param>
/// <param name="time">The clock.</param>
internal sealed class JobChunk(Job job, ChunkedVideo stream, Tracker tracker, int maxFramesInFlight, TimeProvider time)
{
    private static readonly TimeSpan PauseWithoutSlot = TimeSpan.FromSeconds(1);

    /// <summary>Frames beside those whose steps run: they are decoded, or wait for their outputs.</summary>
    private const int FramesBetween = 8;

    /// <summary>The chunk's frames with their results, in order. Each is borrowed until the next one is requested.</summary>
    /// <param name="frames">The frames of the video, from the chunk's first one on.</param>
    /// <param name="count">Frames of the chunk; the video may have fewer.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="JobFailedException">A frame failed.</exception>
    public async IAsyncEnumerable<JobFrame> ReadAsync(InputFrames frames, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipeline = await OpenAsync(cancellationToken);
        var inFlight = Channel.CreateBounded<JobFrame>(new BoundedChannelOptions(Math.Min(pipeline.StepsAtOnce + FramesBetween, maxFramesInFlight)) { SingleReader = true, SingleWriter = true });
        var sending = Task.Run(() => SendAsync(frames, count, pipeline, inFlight.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var result in pipeline.ReadResultsAsync(cancellationToken))
            {
                using var frame = await inFlight.Reader.ReadAsync(cancellationToken);
                frame.Result = Checked(result);
                yield return frame;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // The pipeline uses the pictures until it is disposed.
            await pipeline.DisposeAsync();
            while (inFlight.Reader.TryRead(out var left))
            {
                left.Dispose();
            }
        }

        await sending;
    }

    /// <summary>Live streams have priority: while there are too many, the job waits.</summary>
    private async Task<VideoChunk> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return stream.OpenChunk(tracker);
            }
            catch (QuotaExceededException)
            {
                await Task.Delay(PauseWithoutSlot, time, cancellationToken);
            }
        }
    }

    private async Task SendAsync(InputFrames frames, int count, VideoChunk pipeline, ChannelWriter<JobFrame> inFlight, CancellationToken cancellationToken)
    {
        try
        {
            for (int sent = 0; sent < count && frames.TryRead(out var frame); sent++)
            {
                var submitted = new SubmittedFrame((ulong)frame.Number, frame.Time, new DecodedPicture(frame.Picture), time.GetUtcNow());
                await inFlight.WriteAsync(frame, cancellationToken);
                await pipeline.SubmitAsync(submitted, cancellationToken);
            }
        }
        finally
        {
            pipeline.Complete();
        }
    }

    private FrameSegmented Checked(FrameResult result) => result.Outcome switch
    {
        // Only the first chunk begins with the first frame.
        FrameSegmented { KeyframeReason: KeyframeReason.FirstFrame } segmented when result.FrameNumber > 0 => segmented with
        {
            KeyframeReason = job.Options.KeyframePolicy == EveryFramePolicy.Name ? KeyframeReason.EveryFrame : KeyframeReason.Interval,
        },
        FrameSegmented segmented => segmented,
        FrameFailed failed => throw new JobFailedException(new JobFailure(
            failed.Cause switch
            {
                FrameFailureCause.Picture => JobFailureCause.Input,
                FrameFailureCause.Limit => JobFailureCause.Limit,
                _ => JobFailureCause.Server,
            },
            failed.Reason,
            $"frame {result.FrameNumber} of '{job.FileName}': {failed.Message}")),
        _ => throw new InvalidOperationException($"Frame {result.FrameNumber} of a job was {result.Outcome}."),
    };
}
