using VideoSeg.Streaming.Admission;

namespace VideoSeg.Streaming.Previews;

/// <summary>The previews that subscribers ask for, as an immutable snapshot that each stream reads for each frame.</summary>
/// <param name="maxSizes">Sizes that may be in use at once.</param>
/// <param name="sharing">How callers share them.</param>
internal sealed class PreviewDemand(int maxSizes, CallerSharing sharing)
{
    private readonly Lock _gate = new();

    /// <summary>All requests; mostly none, and then no work is done.</summary>
    public IReadOnlyList<PreviewSubscriber> All { get; private set; } = [];

    /// <exception cref="QuotaExceededException">Too many sizes would be in use.</exception>
    public void Add(PreviewSubscriber subscriber)
    {
        lock (_gate)
        {
            var sizes = SizesOf(All);
            int own = SizesOf(All.Where(d => d.Caller == subscriber.Caller)).Count;
            if (!sizes.Contains(subscriber.Request.MaxSide) && !sharing.Allows(own, sizes.Count, maxSizes))
            {
                throw new QuotaExceededException(
                    Quota.PreviewSizes,
                    maxSizes,
                    $"{sharing.Describe(own, sizes.Count, maxSizes, "sizes of previews are in use")}; ask for one of those in use: {string.Join(", ", sizes)} px");
            }

            All = [.. All, subscriber];
        }
    }

    public void Remove(PreviewSubscriber subscriber)
    {
        lock (_gate)
        {
            var rest = All.ToList();
            rest.Remove(subscriber);
            All = rest;
        }
    }

    private static SortedSet<int> SizesOf(IEnumerable<PreviewSubscriber> subscribers) => [.. subscribers.Select(d => d.Request.MaxSide)];
}
