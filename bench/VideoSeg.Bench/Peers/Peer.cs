using VideoSeg.Evaluation.Labels;

namespace VideoSeg.Bench.Peers;

/// <summary>Another implementation that VideoSeg is compared with: it takes the same frames and returns panoptic maps.</summary>
internal abstract class Peer : IAsyncDisposable
{
    /// <summary>The implementation and its versions.</summary>
    public abstract string Description { get; }

    /// <summary>Processes the clip at full speed and returns the milliseconds per frame.</summary>
    public abstract Task<double> RunAsync(CancellationToken cancellationToken);

    /// <summary>Returns the panoptic map of each frame, for comparison with VideoSeg.</summary>
    public abstract Task<IReadOnlyList<LabelledImage>> SegmentAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
