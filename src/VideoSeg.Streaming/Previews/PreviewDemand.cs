using VideoSeg.Streaming.Admission;

namespace VideoSeg.Streaming.Previews;

/// <summary>The previews that subscribers ask for, as an immutable snapshot that each stream reads for each frame.</summary>
/// <param name="maxSizes">Sizes that may be in use at once.</param>
internal sealed class PreviewDemand(int maxSizes)
{
    private readonly Lock _gate = new();

    /// <summary>All requests; mostly none, and then no work is done.</summary>
    public IReadOnlyList<(StreamPattern Pattern, PreviewRequest Request)> All { get; private set; } = [];

    /// <exception cref="QuotaExceededException">Too many sizes would be in use.</exception>
    public void Add(StreamPattern pattern, PreviewRequest request)
    {
        lock (_gate)
        {
            var sizes = All.Select(d => d.Request.MaxSide).Distinct().Order().ToList();
            if (sizes.Count >= maxSizes && !sizes.Contains(request.MaxSide))
            {
                throw new QuotaExceededException(
                    Quota.PreviewSizes, maxSizes, $"previews are made in at most {maxSizes} sizes at once; ask for one of those in use: {string.Join(", ", sizes)} px");
            }

            All = [.. All, (pattern, request)];
        }
    }

    public void Remove(StreamPattern pattern, PreviewRequest request)
    {
        lock (_gate)
        {
            var rest = All.ToList();
            rest.Remove((pattern, request));
            All = rest;
        }
    }
}
