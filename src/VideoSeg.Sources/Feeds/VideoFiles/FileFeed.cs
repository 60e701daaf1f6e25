using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.VideoFiles;

/// <summary>A video file below a root. When it loops, its times continue to rise.</summary>
/// <param name="path">The path as the caller wrote it; it is resolved each time that it is opened.</param>
/// <param name="loop">Whether it begins again when it ends.</param>
/// <param name="roots">Where it must lie.</param>
/// <param name="limits">How large its frames may be.</param>
/// <param name="memory">What its frames are counted against.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes warnings.</param>
internal sealed class FileFeed(string path, bool loop, FileRoots roots, FrameLimits limits, FeedMemory memory, TimeProvider time, ILogger logger) : IVideoFeed
{
    private const double DefaultFrameRate = 25;

    /// <summary>The pictures that a decoder keeps as references, at half the bytes of a frame each.</summary>
    private const int FramesOfDecoder = 3;

    private VideoThread? _video;
    private IDisposable? _decoder;
    private TimeSpan _begin;
    private TimeSpan _end;

    public string? Problem { get; private set; }

    public async ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isFirst = _video is null;
            _video ??= await OpenAsync(cancellationToken);
            if (await _video.ReadCountedAsync(memory, cancellationToken) is { } frame)
            {
                var shown = _begin + (frame.Time ?? _end - _begin);
                _end = shown + TimeSpan.FromSeconds(1 / (_video.FrameRate ?? DefaultFrameRate));
                return frame with { Time = shown, IsDiscontinuity = isFirst };
            }

            Problem = _video.Shortfall?.Message;
            await DisposeAsync();
            (_video, _begin) = (null, _end);
            if (!loop)
            {
                return null;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_video?.DisposeAsync() ?? ValueTask.CompletedTask);
        _decoder?.Dispose();
    }

    private async ValueTask<VideoThread> OpenAsync(CancellationToken cancellationToken)
    {
        var video = new VideoThread(Open, time, logger);
        try
        {
            await video.OpenAsync(cancellationToken);
            _decoder = await memory.ReserveAsync(FramesOfDecoder, video.Size, cancellationToken);
            return video;
        }
        catch
        {
            await video.DisposeAsync();
            throw;
        }
    }

    /// <summary>The descriptor is closed once the reader has opened the file itself.</summary>
    private VideoReader Open()
    {
        string name = Path.GetFileName(path);
        using var file = roots.Open(path);
        return VideoReader.OpenFile(file.Path, $"'{name}'", limits);
    }
}
