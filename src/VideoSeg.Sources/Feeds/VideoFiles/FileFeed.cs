using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.VideoFiles;

/// <summary>A video file below a root. When it loops, its times continue to rise.</summary>
/// <param name="path">The path as the caller wrote it; it is resolved each time that it is opened.</param>
/// <param name="loop">Whether it begins again when it ends.</param>
/// <param name="roots">Where it must lie.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes warnings.</param>
internal sealed class FileFeed(string path, bool loop, FileRoots roots, TimeProvider time, ILogger logger) : IVideoFeed
{
    private const double DefaultFrameRate = 25;

    private VideoThread? _video;
    private TimeSpan _begin;
    private TimeSpan _end;

    public async ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isFirst = _video is null;
            _video ??= new VideoThread(Open, time, logger);
            if (await _video.ReadAsync(cancellationToken) is { } frame)
            {
                var shown = _begin + (frame.Time ?? _end - _begin);
                _end = shown + TimeSpan.FromSeconds(1 / (_video.FrameRate ?? DefaultFrameRate));
                return frame with { Time = shown, IsDiscontinuity = isFirst };
            }

            await DisposeAsync();
            (_video, _begin) = (null, _end);
            if (!loop)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => _video?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The descriptor is closed once the reader has opened the file itself.</summary>
    private VideoReader Open()
    {
        string name = Path.GetFileName(path);
        using var file = roots.Open(path);
        return VideoReader.OpenFile(file.Path, $"'{name}'");
    }
}
