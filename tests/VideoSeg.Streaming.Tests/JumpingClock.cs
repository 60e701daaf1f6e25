namespace VideoSeg.Streaming.Tests;

/// <summary>A wall clock that is set again each time that somebody looks at it; the steady clock is the system's.</summary>
internal sealed class JumpingClock(TimeSpan jump) : TimeProvider
{
    private int _looks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + (Interlocked.Increment(ref _looks) * jump);
}
