using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.VideoFiles;

/// <summary>Video files below a root.</summary>
internal sealed class FileFeedFactory(FileRoots roots, StreamRegistry streams, TimeProvider time, ILogger<FileFeed> logger) : IVideoFeedFactory
{
    public string Name => "file";

    /// <summary>A path has no scheme.</summary>
    public IReadOnlyList<string> Schemes { get; } = [""];

    public bool IsLive => false;

    public void Check(SourceAddress address)
    {
        try
        {
            string file = roots.Resolve(address.Path);
            _ = VideoContainer.Of(file, $"'{Path.GetFileName(file)}'");
        }
        catch (FileRefusedException e)
        {
            throw new SourceFileRefusedException(e);
        }
        catch (VideoException e)
        {
            throw new SourceVideoException(e);
        }
    }

    public Task<IVideoFeed> OpenAsync(SourceAddress address, bool repeats, CancellationToken cancellationToken) =>
        Task.FromResult<IVideoFeed>(new FileFeed(address.Path, repeats, roots, streams.FrameLimits, new FeedMemory(streams.Decoding), time, logger));
}
