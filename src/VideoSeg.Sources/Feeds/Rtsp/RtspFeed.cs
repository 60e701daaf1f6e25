using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Rtsp;

/// <summary>A camera that speaks RTSP. FFmpeg reads it over a connection that the server checks and can end.</summary>
internal sealed class RtspFeed : IVideoFeed
{
    private readonly string _name;
    private readonly RtspRelay _relay;
    private readonly FfmpegPictures _pictures;
    private bool _hasRead;

    private RtspFeed(string name, RtspRelay relay, FfmpegPictures pictures) => (_name, _relay, _pictures) = (name, relay, pictures);

    /// <exception cref="VideoException">The camera can't be reached, or its host is not allowed.</exception>
    public static async Task<IVideoFeed> OpenAsync(SourceAddress address, SourceHosts hosts, long maxPixels, FeedMemory memory, CancellationToken cancellationToken)
    {
        var relay = await RtspRelay.OpenAsync(address.Uri!, hosts, cancellationToken);
        return new RtspFeed(address.Shown, relay, FfmpegPictures.Start(relay.Address, maxPixels, memory));
    }

    public async ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _pictures.NextAsync(cancellationToken) is { } frame)
        {
            _hasRead = true;
            return frame;
        }

        return _relay.Problem is { } problem ? throw new VideoException("VIDEO_UNREACHABLE", problem)
            : _hasRead ? null
            : throw new VideoException("VIDEO_WITHOUT_PICTURE", $"{_name} has no picture that can be read");
    }

    public async ValueTask DisposeAsync()
    {
        await _pictures.DisposeAsync();
        await _relay.DisposeAsync();
    }
}
