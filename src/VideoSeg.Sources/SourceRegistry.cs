using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using VideoSeg.Sources.Feeds;
using VideoSeg.Sources.Pulling;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Sources;

/// <summary>The sources of a server. They are not stored: after a restart, clients create them again.</summary>
public sealed class SourceRegistry : IAsyncDisposable
{
    private readonly SourceOptions _limits;
    private readonly Dictionary<string, IVideoFeedFactory> _feeds;
    private readonly string[] _schemes;
    private readonly StreamRegistry _streams;
    private readonly Func<ulong, ActivityContext?> _trace;
    private readonly TimeProvider _time;
    private readonly ILogger<SourceRegistry> _logger;
    private readonly ConcurrentDictionary<string, Source> _sources = [];
    private readonly Lock _creating = new();
    private bool _isStopping;

    /// <param name="limits">The limits of all sources.</param>
    /// <param name="feeds">The kinds of feeds.</param>
    /// <param name="streams">Opens the streams that sources feed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes changes of each source's state.</param>
    /// <param name="trace">Gives the parent of a frame's span, or null: the frame is not traced. Null: none is.</param>
    /// <exception cref="UnknownSchemeException">No feed connects to a scheme that is allowed.</exception>
    public SourceRegistry(
        SourceOptions limits,
        IEnumerable<IVideoFeedFactory> feeds,
        StreamRegistry streams,
        TimeProvider time,
        ILogger<SourceRegistry> logger,
        Func<ulong, ActivityContext?>? trace = null)
    {
        (_limits, _streams, _trace, _time, _logger) = (limits, streams, trace ?? (_ => null), time, logger);
        _feeds = feeds.SelectMany(feed => feed.Schemes.Select(scheme => (scheme, feed))).ToDictionary(f => f.scheme, f => f.feed);
        _schemes = limits.Schemes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(_schemes, s => !_feeds.ContainsKey(s)) is { } unknown)
        {
            throw new UnknownSchemeException(unknown, _feeds.Keys.Where(s => s.Length > 0));
        }
    }

    /// <summary>Creates a source, which connects at once.</summary>
    /// <exception cref="InvalidSourceException">The address or an option is not allowed. The feed may refuse the address by an exception of its own.</exception>
    /// <exception cref="SourceSchemeNotAllowedException">The scheme of its address is not allowed.</exception>
    /// <exception cref="TooManySourcesException">There are as many sources as are allowed.</exception>
    /// <exception cref="SourceExistsException">There is a source of this stream.</exception>
    /// <exception cref="ServerStoppingException">The server is stopping.</exception>
    public SourceStatus Create(SourceRequest request)
    {
        var address = SourceAddress.Parse(request.Uri, _schemes);
        var feed = _feeds[address.Scheme];
        feed.Check(address);
        CheckOptions(request, feed);
        var options = request.Options with { Delivery = request.Delivery ?? (feed.IsLive ? DeliveryPolicy.Latest : DeliveryPolicy.All) };
        lock (_creating)
        {
            if (_isStopping)
            {
                throw new ServerStoppingException();
            }

            if (_sources.Count >= _limits.MaxSources)
            {
                throw new TooManySourcesException(_sources.Count, _limits.MaxSources);
            }

            if (_sources.ContainsKey(options.StreamId))
            {
                throw new SourceExistsException(options.StreamId);
            }

            var session = _streams.OpenSource(options, request.Caller);
            var accepted = session.Options;
            var source = new Source(
                session,
                () => _streams.OpenSource(accepted, request.Caller),
                address,
                cancellationToken => feed.OpenAsync(address, request.Loop, cancellationToken),
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

    /// <exception cref="SourceNotFoundException">There is no such source.</exception>
    public SourceStatus Get(string streamId) => Find(streamId).Status;

    /// <summary>All sources, oldest first.</summary>
    public IReadOnlyList<SourceStatus> List() => [.. _sources.Values.Select(s => s.Status).OrderBy(s => s.Created).ThenBy(s => s.StreamId, StringComparer.Ordinal)];

    /// <summary>Ends a source and its stream.</summary>
    /// <exception cref="SourceNotFoundException">There is no such source.</exception>
    public async Task DeleteAsync(string streamId)
    {
        var source = Find(streamId);
        await source.DisposeAsync();
        _sources.TryRemove(KeyValuePair.Create(streamId, source));
    }

    /// <summary>Drains: takes no more sources, and lets those that exist finish the frames that they have read, which ends their streams.</summary>
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

    private Source Find(string streamId) => _sources.TryGetValue(streamId, out var source) ? source : throw new SourceNotFoundException(streamId);

    private static void CheckOptions(SourceRequest request, IVideoFeedFactory feed)
    {
        if (feed.IsLive && (request.Loop || request.Paced))
        {
            throw new InvalidSourceException(
                request.Loop ? SourceProperty.Loop : SourceProperty.Paced, $"{(request.Loop ? "loop" : "paced")} is for files; a camera has its own time");
        }

        if (!feed.IsLive && request is { Delivery: DeliveryPolicy.Latest, Paced: false })
        {
            throw new InvalidSourceException(
                SourceProperty.Delivery, "LATEST would drop nearly all frames of a file that is read as fast as possible; set paced, or ALL");
        }
    }
}
