using VideoSeg.Vision.Frames;

namespace VideoSeg.Sources.Feeds;

/// <summary>A frame as a source gives it.</summary>
/// <param name="Picture">Decoded or not.</param>
/// <param name="Pixels">To be disposed with the frame; null: nothing is.</param>
internal sealed record FeedFrame(FramePicture Picture, IDisposable? Pixels = null) : IDisposable
{
    /// <summary>From the beginning of the feed; null: it is shown when it comes.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>It does not go on from the frame before.</summary>
    public bool BeginsAnew { get; init; }

    public void Dispose() => Pixels?.Dispose();
}
