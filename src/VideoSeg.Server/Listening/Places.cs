using System.Net;
using System.Threading.RateLimiting;

namespace VideoSeg.Server.Listening;

/// <summary>Places for clients that are not known yet: so many in all, and so many of one address. Who finds none does not wait.</summary>
/// <param name="all">Places of all addresses.</param>
/// <param name="ofAddress">Places of one address of IPv4, or of one /64 network of IPv6.</param>
internal sealed class Places(int all, int ofAddress) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.CreateChained(LimiterOf(ofAddress, block => block), LimiterOf(all, _ => ""));

    public int All => all;

    public int OfAddress => ofAddress;

    /// <summary>Takes a place. Null: there is none. The caller disposes it.</summary>
    public IDisposable? TryTake(IPAddress? address)
    {
        var lease = _limiter.AttemptAcquire(AddressBlock.Of(address));
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        return null;
    }

    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<string> LimiterOf(int places, Func<string, string> partition) => PartitionedRateLimiter.Create<string, string>(
        block => RateLimitPartition.GetConcurrencyLimiter(partition(block), _ => new ConcurrencyLimiterOptions { PermitLimit = places }));
}
