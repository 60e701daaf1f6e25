namespace VideoSeg.Sources.Feeds;

/// <summary>A source that is connected. One reader; disposing it ends a read that is under way.</summary>
internal interface IVideoFeed : IAsyncDisposable
{
    /// <summary>The next frame, which is the caller's; null: there was the last one.</summary>
    /// <exception cref="Vision.Video.VideoException">There is no video, or it broke off.</exception>
    ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken);
}
