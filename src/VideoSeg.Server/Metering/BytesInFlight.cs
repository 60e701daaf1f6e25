using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Metering;

/// <summary>
/// The bytes of messages that the server holds, from the moment that a message's size is known until its frame or request has its outcome: of each caller,
/// and of all. Who finds no room waits, and so does the client, through the flow control of its connection.
/// </summary>
internal sealed class BytesInFlight : IDisposable
{
    /// <summary>A permit of the limiters.</summary>
    private const int UnitBytes = 1024;

    private readonly PartitionedRateLimiter<string> _limiter;

    public BytesInFlight(IOptions<ServeOptions> serve) => _limiter = PartitionedRateLimiter.CreateChained(
        LimiterOf(serve.Value.BytesInFlightPerCaller, caller => caller), LimiterOf(serve.Value.BytesInFlight, _ => ""));

    /// <summary>Takes room for a part of a message. Disposing the lease gives it back.</summary>
    /// <param name="owner">Whose share it is.</param>
    /// <param name="bytes">At most Serve:MaxMessageBytes.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async ValueTask<IDisposable> TakeAsync(string owner, int bytes, CancellationToken cancellationToken) =>
        await _limiter.AcquireAsync(owner, UnitsOf(bytes), cancellationToken);

    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<string> LimiterOf(long bytes, Func<string, string> partition) => PartitionedRateLimiter.Create<string, string>(
        owner => RateLimitPartition.GetConcurrencyLimiter(partition(owner), _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = UnitsOf(bytes),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    private static int UnitsOf(long bytes) => (int)((bytes + UnitBytes - 1) / UnitBytes);
}
