namespace VideoSeg.Streaming.Hub;

/// <summary>Who asks for pictures of which streams, as a snapshot that the streams look at for each frame.</summary>
internal sealed class PreviewDemand(int maxSizes)
{
    private readonly Lock _gate = new();

    /// <summary>Empty: nobody looks on, and nothing is done for them.</summary>
    public IReadOnlyList<(StreamPattern Pattern, PreviewRequest Request)> All { get; private set; } = [];

    /// <exception cref="StreamRefusedException">It would be one size too many.</exception>
    public void Add(StreamPattern pattern, PreviewRequest request)
    {
        lock (_gate)
        {
            var sizes = All.Select(d => d.Request.MaxSide).Distinct().Order().ToList();
            if (sizes.Count >= maxSizes && !sizes.Contains(request.MaxSide))
            {
                throw new StreamRefusedException(
                    StreamRefusal.Exhausted,
                    "TOO_MANY_PREVIEW_SIZES",
                    $"previews are made in at most {maxSizes} sizes at once; ask for one of those that others see: {string.Join(", ", sizes)} px",
                    "preview.max_side");
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
