using Microsoft.Extensions.Logging;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Rtsp;

/// <summary>A camera that speaks RTSP. FFmpeg reads it over a connection that the server checks and can end.</summary>
internal sealed class RtspFeed : IVideoFeed
{
    private readonly string _name;
    private readonly RtspRelay _relay;
    private readonly VideoThread _video;
    private readonly FeedMemory _memory;
    private bool _hasRead;

    private RtspFeed(string name, RtspRelay relay, VideoThread video, FeedMemory memory) => (_name, _relay, _video, _memory) = (name, relay, video, memory);

    /// <exception cref="VideoException">The camera can't be reached, or its host is not allowed.</exception>
    public static async Task<IVideoFeed> OpenAsync(
        SourceAddress address, SourceHosts hosts, FrameLimits limits, FeedMemory memory, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var relay = await RtspRelay.OpenAsync(address.Uri!, hosts, cancellationToken);
        return new RtspFeed(address.Shown, relay, new VideoThread(() => VideoReader.OpenRtsp(relay.Address, limits), time, logger), memory);
    }

    public async ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _video.ReadCountedAsync(_memory, cancellationToken) is { } frame)
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
        await _video.DisposeAsync();
        await _relay.DisposeAsync();
    }
}
