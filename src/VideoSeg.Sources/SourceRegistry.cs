using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using VideoSeg.Sources.Feeds;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources;

/// <summary>The sources of a server. They end with it: who wants them back creates them again.</summary>
public sealed class SourceRegistry : IAsyncDisposable
{
    private readonly SourceOptions _limits;
    private readonly SourceHosts _hosts;
    private readonly int _maxPixels;
    private readonly FileRoots _roots;
    private readonly string[] _schemes;
    private readonly StreamRegistry _streams;
    private readonly Func<ulong, ActivityContext?> _trace;
    private readonly TimeProvider _time;
    private readonly ILogger<SourceRegistry> _logger;
    private readonly ConcurrentDictionary<string, Source> _sources = [];
    private readonly Lock _creating = new();
    private bool _isStopping;

    /// <param name="limits">Of all sources.</param>
    /// <param name="roots">The folders whose files a source may name.</param>
    /// <param name="streaming">Whose limit of pixels is that of cameras.</param>
    /// <param name="streams">That sources feed.</param>
    /// <param name="trace">What a frame's span is a child of; null: it is not traced.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of each source.</param>
    /// <exception cref="FormatException">A host is none.</exception>
    public SourceRegistry(
        SourceOptions limits,
        FileRoots roots,
        StreamingOptions streaming,
        StreamRegistry streams,
        Func<ulong, ActivityContext?> trace,
        TimeProvider time,
        ILogger<SourceRegistry> logger)
    {
        (_limits, _streams, _trace, _time, _logger) = (limits, streams, trace, time, logger);
        _hosts = new SourceHosts(limits.Hosts);
        _maxPixels = streaming.MaxFramePixels;
        _roots = roots;
        _schemes = SchemesOf(limits.Schemes);
    }

    /// <summary>The parts of <see cref="SourceOptions.Schemes"/>.</summary>
    public static string[] SchemesOf(string schemes) => schemes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Begins to fetch.</summary>
    /// <exception cref="StreamRefusedException">Something of it is not allowed, there are too many sources or streams, or the server is stopping.</exception>
    public SourceStatus Create(SourceRequest request)
    {
        var address = SourceAddress.Parse(request.Uri, _schemes);
        Check(request, address);
        var options = request.Options with { Delivery = request.Delivery ?? (address.IsFile ? DeliveryPolicy.All : DeliveryPolicy.Latest) };
        lock (_creating)
        {
            if (_isStopping)
            {
                throw StreamRefusedException.Stopping();
            }

            if (_sources.Count >= _limits.MaxSources)
            {
                throw new StreamRefusedException(
                    StreamRefusal.Exhausted, "TOO_MANY_SOURCES", $"there are {_sources.Count} sources; at most {_limits.MaxSources} are allowed, and those that have ended count until they are deleted");
            }

            if (_sources.ContainsKey(options.StreamId))
            {
                throw new StreamRefusedException(StreamRefusal.AlreadyExists, "SOURCE_EXISTS", $"there is a source of stream '{options.StreamId}'; delete it, or choose another id", "config.stream_id");
            }

            var session = _streams.OpenSource(options, request.Caller);
            var accepted = session.Options;
            var source = new Source(
                session,
                () => _streams.OpenSource(accepted, request.Caller),
                address,
                cancellationToken => ConnectAsync(address, request.Loop, cancellationToken),
                request.Paced,
                _limits,
                Guid.NewGuid().GetHashCode(),
                _trace,
                _time,
                _logger);
            _sources[accepted.StreamId] = source;
            return source.Status;
        }
    }

    /// <exception cref="StreamRefusedException">There is no such source.</exception>
    public SourceStatus Get(string streamId) => Find(streamId).Status;

    /// <summary>All, oldest first.</summary>
    public IReadOnlyList<SourceStatus> List() => [.. _sources.Values.Select(s => s.Status).OrderBy(s => s.Created).ThenBy(s => s.StreamId, StringComparer.Ordinal)];

    /// <summary>Ends a source and its stream.</summary>
    /// <exception cref="StreamRefusedException">There is no such source.</exception>
    public async Task DeleteAsync(string streamId)
    {
        var source = Find(streamId);
        await source.DisposeAsync();
        _sources.TryRemove(KeyValuePair.Create(streamId, source));
    }

    /// <summary>Takes no more sources, and lets those that are there finish the frames that they have. Their streams end by that.</summary>
    public async Task StopAsync()
    {
        lock (_creating)
        {
            _isStopping = true;
        }

        await Task.WhenAll(_sources.Values.Select(s => s.StopAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Task.WhenAll(_sources.Values.Select(s => s.DisposeAsync().AsTask()));
    }

    private Source Find(string streamId) => _sources.TryGetValue(streamId, out var source)
        ? source
        : throw new StreamRefusedException(StreamRefusal.NotFound, "SOURCE_UNKNOWN", $"there is no source of {(streamId.Length <= 64 ? $"stream '{streamId}'" : "that stream")}", "stream_id");

    /// <summary>What can be told before anything is fetched.</summary>
    private void Check(SourceRequest request, SourceAddress address)
    {
        if (!address.IsFile)
        {
            _hosts.Check(address.Uri!);
            if (request.Loop || request.Paced)
            {
                throw StreamRefusedException.InvalidOption(request.Loop ? "loop" : "paced", $"{(request.Loop ? "loop" : "paced")} is for files; a camera has its own time");
            }

            if (address.Uri!.Scheme is "rtsp" or "rtsps" && !VideoJoin.IsAvailable)
            {
                throw new StreamRefusedException(StreamRefusal.NotReady, "FFMPEG_MISSING", "this server can't read RTSP: ffmpeg is not on its PATH", "uri");
            }

            return;
        }

        string file = _roots.Resolve(address.Path, "uri");
        try
        {
            _ = VideoContainer.Of(file, $"'{Path.GetFileName(file)}'");
        }
        catch (VideoException e)
        {
            throw new StreamRefusedException(StreamRefusal.Invalid, e.Reason, e.Message, "uri");
        }

        if (request is { Delivery: DeliveryPolicy.Latest, Paced: false })
        {
            throw StreamRefusedException.InvalidOption("config.delivery_policy", "LATEST would drop nearly all frames of a file that is read as fast as it can be; set paced, or ALL");
        }
    }

    private Task<IVideoFeed> ConnectAsync(SourceAddress address, bool loop, CancellationToken cancellationToken) => address.Uri?.Scheme switch
    {
        null => Task.FromResult<IVideoFeed>(new FileFeed(address.Path, loop, _roots, _time, _logger)),
        "rtsp" or "rtsps" => RtspFeed.OpenAsync(address, _hosts, _maxPixels, cancellationToken),
        _ => MjpegFeed.OpenAsync(address, _hosts, cancellationToken),
    };
}
