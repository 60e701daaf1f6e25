using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Jobs.Inputs;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Jobs;

/// <summary>One segment of a job, in a pipeline of its own.</summary>
/// <param name="job">The job.</param>
/// <param name="stream">The job's stream; borrowed.</param>
/// <param name="tracker">As the segment before left it.</param>
/// <param name="time">For pauses.</param>
internal sealed class JobSegment(Job job, ChunkedVideo stream, Tracker tracker, TimeProvider time)
{
    private static readonly TimeSpan PauseWithoutRoom = TimeSpan.FromSeconds(1);

    /// <summary>Pictures of the video wait here for their results, and they are large.</summary>
    private const long MostBytesUnderWay = 256 << 20;

    private const int LeastFramesUnderWay = 8;

    /// <summary>The segment's frames with their results, in order. Each is lent until the next is asked for.</summary>
    /// <param name="frames">Of the video, from the segment's first on.</param>
    /// <param name="count">How many; the video may have fewer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobFailedException">A frame failed.</exception>
    public async IAsyncEnumerable<JobFrame> ReadAsync(InputFrames frames, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipeline = await OpenAsync(cancellationToken);
        var underWay = Channel.CreateBounded<JobFrame>(new BoundedChannelOptions(FramesUnderWay(pipeline, frames.BytesOfFrame)) { SingleReader = true, SingleWriter = true });
        var sending = Task.Run(() => SendAsync(frames, count, pipeline, underWay.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var result in pipeline.ReadResultsAsync(cancellationToken))
            {
                using var frame = await underWay.Reader.ReadAsync(cancellationToken);
                frame.Result = Checked(result);
                yield return frame;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Pictures are the pipeline's too until it is disposed.
            await pipeline.DisposeAsync();
            while (underWay.Reader.TryRead(out var left))
            {
                left.Dispose();
            }
        }

        await sending;
    }

    /// <summary>As many as keep the pipeline busy.</summary>
    private static int FramesUnderWay(VideoChunk pipeline, long bytesOfFrame) =>
        (int)Math.Max(LeastFramesUnderWay, Math.Min(pipeline.StepsAtOnce + LeastFramesUnderWay, MostBytesUnderWay / bytesOfFrame));

    /// <summary>Live streams come first: while they leave no room, the job waits.</summary>
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
                await Task.Delay(PauseWithoutRoom, time, cancellationToken);
            }
        }
    }

    private async Task SendAsync(InputFrames frames, int count, VideoChunk pipeline, ChannelWriter<JobFrame> underWay, CancellationToken cancellationToken)
    {
        try
        {
            for (int sent = 0; sent < count && frames.TryRead(out var frame); sent++)
            {
                var submitted = new SubmittedFrame((ulong)frame.Number, frame.Time, new DecodedPicture(frame.Picture), time.GetUtcNow());
                await underWay.WriteAsync(frame, cancellationToken);
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
        // Only the video itself has a first frame.
        FrameSegmented { KeyframeReason: KeyframeReason.FirstFrame } segmented when result.FrameNumber > 0 => segmented with
        {
            KeyframeReason = job.Options.KeyframePolicy == EveryFramePolicy.Name ? KeyframeReason.EveryFrame : KeyframeReason.Interval,
        },
        FrameSegmented segmented => segmented,
        FrameFailed failed => throw new JobFailedException(new JobFailure(
            failed.Cause switch
            {
                FrameFailureCause.Picture => JobFailureCause.Source,
                FrameFailureCause.Limit => JobFailureCause.Limit,
                _ => JobFailureCause.Server,
            },
            failed.Reason,
            $"frame {result.FrameNumber} of '{job.FileName}': {failed.Message}")),
        _ => throw new InvalidOperationException($"Frame {result.FrameNumber} of a job was {result.Outcome}."),
    };
}
