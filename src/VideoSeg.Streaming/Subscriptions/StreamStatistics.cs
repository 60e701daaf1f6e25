using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>Counts what becomes of a stream's frames.</summary>
internal sealed class StreamStatistics(TimeProvider time)
{
    private const int Seconds = 10;
    private const int Delays = 100;

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();

    // Results of the current second and of the ten before it; second n has the slot n % 11.
    private readonly (long Second, int Results)[] _recent = new (long, int)[Seconds + 1];
    private readonly TimeSpan[] _delays = new TimeSpan[Delays];
    private ulong _received;
    private ulong _results;
    private ulong _keyframes;
    private ulong _errors;
    private ulong _drops;
    private PixelSize _size;

    public void Received() => Interlocked.Increment(ref _received);

    public void Add(FrameResult result)
    {
        lock (_gate)
        {
            switch (result.Outcome)
            {
                case FrameSegmented segmented:
                    Add(segmented, result.Times);
                    break;
                case FrameFailed:
                    _errors++;
                    break;
                default:
                    _drops++;
                    break;
            }
        }
    }

    public StreamSnapshot Snapshot()
    {
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_start);
            long second = (long)elapsed.TotalSeconds;
            var delays = _delays[..(int)Math.Min(_results, Delays)];
            Array.Sort(delays);
            return new StreamSnapshot
            {
                FramesReceived = Interlocked.Read(ref _received),
                Results = _results,
                Errors = _errors,
                Drops = _drops,
                KeyframeShare = _results == 0 ? 0 : (double)_keyframes / _results,
                ResultRate = _recent.Where(r => r.Second > second - Seconds).Sum(r => r.Results) / Math.Clamp(elapsed.TotalSeconds, 1, Seconds - 1 + (elapsed.TotalSeconds - second)),
                MedianDelay = Quantile(delays, 0.5),
                P95Delay = Quantile(delays, 0.95),
                Size = _size,
            };
        }
    }

    private void Add(FrameSegmented segmented, FrameTimes times)
    {
        _delays[_results % Delays] = (times.Done ?? times.Received) - times.Received;
        _results++;
        _keyframes += segmented.KeyframeReason is null ? 0u : 1u;
        _size = segmented.Size;
        long second = (long)time.GetElapsedTime(_start).TotalSeconds;
        ref var slot = ref _recent[second % _recent.Length];
        slot = (second, slot.Second == second ? slot.Results + 1 : 1);
    }

    private static TimeSpan Quantile(TimeSpan[] sorted, double share) => sorted.Length == 0 ? TimeSpan.Zero : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
