using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace VideoSeg.Sources.Tests;

/// <summary>Time that goes on when a test says so, and tells what is waited for: a test that advances it before somebody waits would wait for ever.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>How long somebody waits, other than for so long.</summary>
    public async Task<TimeSpan> NextWaitAsync(TimeSpan other)
    {
        TimeSpan wait;
        do
        {
            wait = await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }
        while (wait == other);

        return wait;
    }
}
