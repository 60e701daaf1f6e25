using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds;

/// <summary>A connection to video. It has one reader; disposing it ends a read that is in progress.</summary>
public interface IVideoFeed : IAsyncDisposable
{
    /// <summary>What of the video could not be read so far, although the feed goes on or has ended as it should; null: nothing is missing.</summary>
    string? Problem => null;

    /// <summary>Reads the next frame, which belongs to the caller; null: the video has ended.</summary>
    /// <exception cref="VideoException">There is no video, or the connection broke.</exception>
    ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken);
}
