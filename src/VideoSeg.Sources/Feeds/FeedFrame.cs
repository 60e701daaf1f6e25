using VideoSeg.Vision.Pictures;

namespace VideoSeg.Sources.Feeds;

/// <summary>A frame that a feed read.</summary>
/// <param name="Picture">The picture, decoded or not.</param>
/// <param name="Pixels">Disposed with the frame; null: nothing is.</param>
public sealed record FeedFrame(FramePicture Picture, IDisposable? Pixels = null) : IDisposable
{
    /// <summary>The presentation time from the beginning of the feed; null: the time of its arrival.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Whether it does not continue the frame before, so that it becomes a keyframe.</summary>
    public bool IsDiscontinuity { get; init; }

    /// <summary>The memory that is counted for the picture; disposed with the frame.</summary>
    private IDisposable? Memory { get; init; }

    /// <summary>The frame with the memory that was reserved for its picture.</summary>
    internal FeedFrame With(IDisposable memory) => this with { Memory = memory };

    public void Dispose()
    {
        Pixels?.Dispose();
        Memory?.Dispose();
    }
}
