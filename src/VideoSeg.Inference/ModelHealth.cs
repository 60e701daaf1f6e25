namespace VideoSeg.Inference;

/// <summary>
/// Whether a network does its work: not when its last runs failed, one after the other, and the last of them lately. A single failure may be the
/// picture's; and as nobody sends streams to a model that is not serving, it is offered again after a while.
/// </summary>
public sealed class ModelHealth
{
    /// <summary>So many failures in a row are the model's.</summary>
    public const int Failures = 3;

    private long _lastFailure;
    private int _inRow;

    /// <summary>After this time without another failure the model is offered again.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(30);

    public void Succeeded() => Volatile.Write(ref _inRow, 0);

    public void Failed(TimeProvider time)
    {
        Volatile.Write(ref _lastFailure, time.GetTimestamp());
        Interlocked.Increment(ref _inRow);
    }

    public bool IsServing(TimeProvider time) => Volatile.Read(ref _inRow) < Failures || time.GetElapsedTime(Volatile.Read(ref _lastFailure)) >= Pause;
}
