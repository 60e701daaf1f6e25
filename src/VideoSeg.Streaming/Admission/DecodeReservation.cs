namespace VideoSeg.Streaming.Admission;

/// <summary>A share of a <see cref="DecodeBudget"/>, which is given back when it is disposed.</summary>
public sealed class DecodeReservation : IDisposable
{
    private DecodeBudget? _budget;

    internal DecodeReservation(DecodeBudget budget, long bytes) => (_budget, Bytes) = (budget, bytes);

    /// <summary>The size of the share.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _budget, null)?.Release(Bytes);
}
