using VideoSeg.Evaluation.Labels;

namespace VideoSeg.Bench.Peers;

/// <summary>Somebody else's way to do the same: the same frames in, maps of segments out.</summary>
internal abstract class Peer : IAsyncDisposable
{
    /// <summary>What it is, with versions.</summary>
    public abstract string Description { get; }

    /// <summary>The whole clip, as fast as it goes: milliseconds a frame.</summary>
    public abstract Task<double> RunAsync(CancellationToken cancellationToken);

    /// <summary>What it makes of each frame, to be compared with VideoSeg's.</summary>
    public abstract Task<IReadOnlyList<LabelledImage>> SegmentAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
