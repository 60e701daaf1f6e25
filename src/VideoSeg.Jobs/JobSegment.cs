using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Jobs.Inputs;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Jobs;

/// <summary>One segment of a job, in a session of its own.</summary>
/// <param name="job">Whose.</param>
/// <param name="model">Borrowed.</param>
/// <param name="tracker">As the segment before left it.</param>
/// <param name="streams">Where the session is opened.</param>
/// <param name="time">For pauses.</param>
internal sealed class JobSegment(Job job, SegmentationModel model, Tracker tracker, StreamRegistry streams, TimeProvider time)
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
        var session = await OpenAsync(cancellationToken);
        var underWay = Channel.CreateBounded<JobFrame>(new BoundedChannelOptions(FramesUnderWay(session, frames.BytesOfFrame)) { SingleReader = true, SingleWriter = true });
        var sending = Task.Run(() => SendAsync(frames, count, session, underWay.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var result in session.ReadResultsAsync(cancellationToken))
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

            // Pictures are the session's too until it has let go of them.
            await session.DisposeAsync();
            while (underWay.Reader.TryRead(out var left))
            {
                left.Dispose();
            }
        }

        await sending;
    }

    /// <summary>As many as keep the session busy.</summary>
    private static int FramesUnderWay(StreamSession session, long bytesOfFrame) =>
        (int)Math.Max(LeastFramesUnderWay, Math.Min(session.StepsAtOnce + LeastFramesUnderWay, MostBytesUnderWay / bytesOfFrame));

    /// <summary>Live streams come first: while they leave no room, the job waits.</summary>
    private async Task<StreamSession> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return streams.OpenPart(job.Options with { StreamId = job.Id }, model, tracker);
            }
            catch (StreamRefusedException e) when (e.Refusal == StreamRefusal.Exhausted)
            {
                await Task.Delay(PauseWithoutRoom, time, cancellationToken);
            }
        }
    }

    private async Task SendAsync(InputFrames frames, int count, StreamSession session, ChannelWriter<JobFrame> underWay, CancellationToken cancellationToken)
    {
        try
        {
            for (int sent = 0; sent < count && frames.TryRead(out var frame); sent++)
            {
                var submitted = new SubmittedFrame((ulong)frame.Number, frame.Time, new DecodedPicture(frame.Picture), time.GetUtcNow());
                await underWay.WriteAsync(frame, cancellationToken);
                await session.SubmitAsync(submitted, cancellationToken);
            }
        }
        finally
        {
            session.Complete();
        }
    }

    private FrameSegmented Checked(FrameResult result) => result.Outcome switch
    {
        // Only the video itself has a first frame.
        FrameSegmented { KeyframeReason: KeyframeReason.FirstFrame } segmented when result.FrameNumber > 0 => segmented with
        {
            KeyframeReason = job.Options.KeyframePolicy == KeyframePolicyKind.EveryFrame ? KeyframeReason.EveryFrame : KeyframeReason.Interval,
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
