using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoSeg.Sources;
using VideoSeg.Sources.Feeds;
using VideoSeg.Sources.Feeds.Mjpeg;
using VideoSeg.Sources.Feeds.Rtsp;
using VideoSeg.Sources.Feeds.VideoFiles;
using VideoSeg.Sources.Pulling;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds sources to a server.</summary>
public static class SourcesServiceCollectionExtensions
{
    /// <summary>
    /// Adds the built-in feeds (rtsp, mjpeg, file) and the hosts that they may connect to. <see cref="SourceOptions"/> and
    /// <see cref="VideoSeg.Streaming.Files.FileRoots"/> must be registered. A feed of your own is an <see cref="IVideoFeedFactory"/> that you register.
    /// </summary>
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new SourceHosts(provider.GetRequiredService<SourceOptions>().Hosts));
        services.AddSingleton<IVideoFeedFactory, RtspFeedFactory>();
        services.AddSingleton<IVideoFeedFactory, MjpegFeedFactory>();
        services.AddSingleton<IVideoFeedFactory, FileFeedFactory>();
        services.TryAddSingleton<SourceRegistry>();
        return services;
    }
}
