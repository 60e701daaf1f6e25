using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Rtsp;

/// <summary>Cameras that speak RTSP.</summary>
internal sealed class RtspFeedFactory(SourceHosts hosts, StreamRegistry streams, TimeProvider time, ILogger<RtspFeed> logger) : IVideoFeedFactory
{
    public string Name => "rtsp";

    public IReadOnlyList<string> Schemes { get; } = ["rtsp", "rtsps"];

    public void Check(SourceAddress address)
    {
        hosts.Check(address.Uri!);
        if (!VideoReader.CanReadVideos)
        {
            throw new FeedUnavailableException(Name, "this server can't read RTSP: ffmpeg is not on its PATH");
        }
    }

    public Task<IVideoFeed> OpenAsync(SourceAddress address, bool repeats, CancellationToken cancellationToken) =>
        RtspFeed.OpenAsync(address, hosts, streams.FrameLimits, new FeedMemory(streams.Decoding), time, logger, cancellationToken);
}
