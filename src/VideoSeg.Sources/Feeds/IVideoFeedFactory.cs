using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds;

/// <summary>A kind of feed: connects to video of certain URI schemes. Register it in dependency injection, and allow its schemes in Sources:Schemes.</summary>
public interface IVideoFeedFactory
{
    /// <summary>The name of the kind, such as rtsp.</summary>
    string Name { get; }

    /// <summary>The schemes that it connects to, without "://" and in lower case.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>Whether its video is filmed now. Then its frames have the time of their arrival, and the newest one counts.</summary>
    bool IsLive => true;

    /// <summary>Refuses an address that can't work, before anything is fetched. It throws an exception that derives from VideoSegException.</summary>
    void Check(SourceAddress address)
    {
    }

    /// <summary>Connects. The caller disposes the feed.</summary>
    /// <param name="address">Where the video is.</param>
    /// <param name="repeats">Whether a video that ends begins again; only if it is not live.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="VideoException">There is no video.</exception>
    Task<IVideoFeed> OpenAsync(SourceAddress address, bool repeats, CancellationToken cancellationToken);
}
