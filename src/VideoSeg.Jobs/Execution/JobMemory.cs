using VideoSeg.Streaming.Admission;

namespace VideoSeg.Jobs.Execution;

/// <summary>
/// The memory that a job's frames take: it is reserved once for all of them, because a job that waited for room for its next frame while it holds others could wait
/// for another job that does the same.
/// </summary>
internal sealed class JobMemory : IDisposable
{
    /// <summary>The next frame, which is read ahead; the one that is handed over; and the one that outputs are written of.</summary>
    private const int FramesBeside = 3;

    /// <summary>The pictures that a decoder keeps as references, at half the bytes of a frame each.</summary>
    private const int FramesOfDecoder = 3;

    private const int MostFramesInFlight = 64;

    private readonly DecodeReservation _reservation;

    private JobMemory(DecodeReservation reservation, int framesInFlight) => (_reservation, FramesInFlight) = (reservation, framesInFlight);

    /// <summary>The frames that may wait for their results, at least 1.</summary>
    public int FramesInFlight { get; }

    /// <summary>Reserves as much as there is room for in half of the budget, or else what one frame takes. Waits as long as it must.</summary>
    /// <param name="budget">Shared with streams and sources.</param>
    /// <param name="bytesOfFrame">The size of a decoded frame.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="DecodeMemoryException">The budget is too small for frames of this size.</exception>
    public static async Task<JobMemory> ReserveAsync(DecodeBudget budget, long bytesOfFrame, CancellationToken cancellationToken)
    {
        const int Beside = FramesBeside + FramesOfDecoder;
        int inFlight = (int)Math.Clamp((budget.Limit / 2 / bytesOfFrame) - Beside, 1, MostFramesInFlight);
        return new JobMemory(await budget.ReserveAsync((Beside + inFlight) * bytesOfFrame, Timeout.InfiniteTimeSpan, cancellationToken), inFlight);
    }

    public void Dispose() => _reservation.Dispose();
}
