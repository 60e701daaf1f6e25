using System.Diagnostics;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Streams;

/// <summary>One client that sends the clip over and over, at a pace or as fast as it is taken, and counts what comes back.</summary>
/// <param name="client">Of the server.</param>
/// <param name="clip">What is sent.</param>
/// <param name="config">What the stream is to be.</param>
/// <param name="interval">From a frame to the next; zero: as fast as the server takes them.</param>
/// <param name="headStart">When the first frame is due.</param>
internal sealed class LoadStream(VideoSegClient client, BenchClip clip, StreamConfig config, TimeSpan interval, TimeSpan headStart)
{
    private readonly Stopwatch _clock = new();
    private readonly Dictionary<ulong, TimeSpan> _due = [];

    public long Sent { get; private set; }

    public long Errors { get; private set; }

    public long Drops { get; private set; }

    /// <summary>Segmentations, whenever they came.</summary>
    public long Results { get; private set; }

    /// <summary>Segmentations while frames were sent: what comes behind the last frame says nothing of a rate.</summary>
    public long ResultsInTime { get; private set; }

    public long Keyframes { get; private set; }

    public Samples KeyframeDelays { get; } = new();

    public Samples OtherDelays { get; } = new();

    /// <summary>From its pixels to the network's outputs, by the server's clock, of keyframes.</summary>
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
            var due = interval > TimeSpan.Zero ? headStart + (i * interval) : _clock.Elapsed;
            if (due >= duration || _clock.Elapsed >= duration)
            {
                yield break;
            }

            if (due > _clock.Elapsed)
            {
                await Task.Delay(due - _clock.Elapsed, TimeProvider.System, cancellationToken);
            }

            // A camera does not wait: the delay counts from when the picture was taken. One that is slowed (ALL) takes it later.
            lock (_due)
            {
                _due[(ulong)i] = config.DeliveryPolicy == DeliveryPolicy.Latest ? due : _clock.Elapsed;
            }

            Sent++;
            yield return VideoFrame.Encoded(clip.Jpegs[i % clip.Jpegs.Count], i * clip.Interval);
        }
    }
}
