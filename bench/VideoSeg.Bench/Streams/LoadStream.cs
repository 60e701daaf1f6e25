using System.Diagnostics;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Streams;

/// <summary>A client that sends a clip repeatedly, paced or as fast as the server accepts it, and counts the results.</summary>
/// <param name="client">The client of the server.</param>
/// <param name="clip">The frames to send.</param>
/// <param name="config">The configuration of the stream.</param>
/// <param name="interval">The time between frames; zero to send as fast as the server accepts.</param>
/// <param name="startDelay">When the first frame is due.</param>
internal sealed class LoadStream(VideoSegClient client, BenchClip clip, StreamConfig config, TimeSpan interval, TimeSpan startDelay)
{
    private readonly Stopwatch _clock = new();
    private readonly Dictionary<ulong, TimeSpan> _due = [];

    public long Sent { get; private set; }

    public long Errors { get; private set; }

    public long Drops { get; private set; }

    /// <summary>All segmentations.</summary>
    public long Results { get; private set; }

    /// <summary>Segmentations received while frames were sent; later ones do not count towards the throughput.</summary>
    public long ResultsInTime { get; private set; }

    public long Keyframes { get; private set; }

    public Samples KeyframeDelays { get; } = new();

    public Samples OtherDelays { get; } = new();

    /// <summary>The milliseconds from decoding to the end of inference of each keyframe, by the server's clock.</summary>
    public Samples KeyframeSteps { get; } = new();

    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _clock.Start();
        await foreach (var result in client.SegmentAsync(FramesAsync(duration, cancellationToken), config, cancellationToken))
        {
            Count(result, _clock.Elapsed, duration);
        }
    }

    private void Count(FrameResult result, TimeSpan now, TimeSpan duration)
    {
        TimeSpan due;
        lock (_due)
        {
            _due.Remove(result.FrameNumber, out due);
        }

        switch (result)
        {
            case { Segmentation: { } segmentation }:
                Results++;
                ResultsInTime += now <= duration ? 1 : 0;
                (segmentation.IsKeyframe ? KeyframeDelays : OtherDelays).Add((now - due).TotalMilliseconds);
                if (segmentation.IsKeyframe)
                {
                    Keyframes++;
                    KeyframeSteps.Add((result.Times.Inferred!.Value - result.Times.Decoded!.Value).TotalMilliseconds);
                }

                break;
            case { Dropped: true }:
                Drops++;
                break;
            default:
                Errors++;
                break;
        }
    }

    private async IAsyncEnumerable<VideoFrame> FramesAsync(TimeSpan duration, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            var due = interval > TimeSpan.Zero ? startDelay + (i * interval) : _clock.Elapsed;
            if (due >= duration || _clock.Elapsed >= duration)
            {
                yield break;
            }

            if (due > _clock.Elapsed)
            {
                await Task.Delay(due - _clock.Elapsed, TimeProvider.System, cancellationToken);
            }

            // With LATEST the delay counts from when the frame was due, as a camera does not wait. With ALL, backpressure postpones the frame.
            lock (_due)
            {
                _due[(ulong)i] = config.DeliveryPolicy == DeliveryPolicy.Latest ? due : _clock.Elapsed;
            }

            Sent++;
            yield return VideoFrame.Encoded(clip.Jpegs[i % clip.Jpegs.Count], i * clip.Interval);
        }
    }
}
