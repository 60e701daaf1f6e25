using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference;
using VideoSeg.Inference.Memory;
using VideoSeg.Streaming.Acceptance;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Resuming;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Sessions;

/// <summary>The streams of a server: opens them within the limits, finds them for a client that comes back, and ends those that are idle or abandoned, and all when the server stops.</summary>
public sealed class StreamRegistry : IAsyncDisposable
{
    /// <summary>How often idle and abandoned streams are looked for.</summary>
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromSeconds(1);

    private readonly OptionsResolver _resolver;
    private readonly ResultHub _hub;
    private readonly StreamingOptions _limits;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, StreamSession> _sessions = [];
    private readonly StreamSlots _slots;
    private readonly StepScheduler _scheduler = new();
    private readonly PipelineResources _resources;
    private readonly Lock _opening = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _expiry;
    private bool _isDraining;

    /// <param name="models">The models; borrowed.</param>
    /// <param name="hub">Where the streams are published; borrowed.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what happens to streams.</param>
    /// <param name="sharing">How callers share the limits; null: they do not.</param>
    public StreamRegistry(
        ModelCatalog models, ResultHub hub, StreamingOptions limits, TimeProvider time, ILogger<StreamSession> logger, CallerSharing? sharing = null)
    {
        (_resolver, _hub, _limits, _time) = (new OptionsResolver(models), hub, limits, time);
        FrameLimits = new FrameLimits(limits.MaxFramePixels);
        _slots = new StreamSlots(limits, time, sharing ?? CallerSharing.None);
        _resources = new PipelineResources(limits, _scheduler, models.KeyframePolicies, new StreamMemoryBudget(limits.MaxStreamMemoryBytes), new DecodeBudget(limits.MaxDecodeBytesOrDefault, time), time, logger);
        _expiry = ExpireAsync(_disposed.Token);
    }

    /// <summary>The size of the cached tensors of all streams, in bytes.</summary>
    public long MemoryBytes => _resources.Memory.Used;

    /// <summary>The memory of decoded pictures, which streams, sources and jobs share.</summary>
    public DecodeBudget Decoding => _resources.Decoding;

    /// <summary>How large a frame may be.</summary>
    public FrameLimits FrameLimits { get; }

    /// <summary>The streams that are open.</summary>
    public int Count => _sessions.Count;

    /// <summary>Opens a stream. The caller disposes it.</summary>
    /// <param name="options">What the client asks for.</param>
    /// <param name="caller">The caller whose limits the stream counts against; empty: the server's own.</param>
    /// <exception cref="InvalidStreamOptionException">An option is not allowed.</exception>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    /// <exception cref="StreamIdInUseException">The id is in use.</exception>
    /// <exception cref="QuotaExceededException">There are too many streams.</exception>
    /// <exception cref="ServerStoppingException">The server is stopping.</exception>
    public StreamSession Open(StreamOptions options, string caller = "") => Open(options, caller, _limits.ResumeGrace, owner: null);

    /// <summary>
    /// Opens a stream for a client. An id whose stream is ending is waited for. The stream of an authenticated caller is ended where the same caller opens its id
    /// again: a client that was restarted, or lost its network, does not wait until the server has noticed.
    /// </summary>
    /// <param name="options">What the client asks for.</param>
    /// <param name="caller">The caller whose limits the stream counts against.</param>
    /// <param name="isAuthenticated">Whether the caller's name was proved by a credential. Others share names, and take over nothing.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <remarks>Throws what <see cref="Open(StreamOptions, string)"/> throws.</remarks>
    public async Task<StreamSession> OpenAsync(StreamOptions options, string caller, bool isAuthenticated, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(options.StreamId, out var open))
        {
            await open.ClientReleasedAsync().WaitAsync(cancellationToken);
            if (isAuthenticated && open.Owner == caller)
            {
                await open.EndAsync(new StreamTakenOverException(options.StreamId)).WaitAsync(cancellationToken);
            }

            if (open.IsEnding)
            {
                await open.Closed.WaitAsync(cancellationToken);
            }
        }

        return Open(options, caller, _limits.ResumeGrace, isAuthenticated ? caller : null);
    }

    /// <summary>Opens a stream of video that the server itself fetches: it has no client that could come back. The caller disposes it, and reads its results.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="caller">The caller that asked for it.</param>
    /// <remarks>Throws what <see cref="Open(StreamOptions, string)"/> throws.</remarks>
    public StreamSession OpenSource(StreamOptions options, string caller) => Open(options, caller, TimeSpan.Zero, owner: null);

    /// <summary>The options with each open choice filled in, except the id.</summary>
    /// <exception cref="InvalidStreamOptionException">An option is not allowed.</exception>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public StreamOptions Accept(StreamOptions options)
    {
        using var model = _resolver.Rent(options);
        return _resolver.Fill(options, model);
    }

    /// <summary>The model of a stream with these options. The caller disposes it; until then it stays loaded, even if the catalog replaces it.</summary>
    /// <exception cref="InvalidStreamOptionException">An option is not allowed.</exception>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public ISegmentationModel Rent(StreamOptions options) => _resolver.Rent(options);

    /// <summary>Publishes a video that the server reads in chunks. It is no session. The caller disposes it.</summary>
    /// <param name="options">The options as accepted, with an id that is not in use.</param>
    /// <param name="model">The model of all chunks; borrowed until the stream is disposed.</param>
    /// <param name="owner">The caller who alone sees it; null: whoever has the permission does.</param>
    public ChunkedVideo OpenChunked(StreamOptions options, ISegmentationModel model, string? owner = null) =>
        new(_hub.Open(options, model, isLive: false, owner), _resources, _slots);

    /// <summary>Gives a client its stream back after its connection broke.</summary>
    /// <param name="resumption">What the client shows to get it back.</param>
    /// <param name="left">Cancelled when the client ends its call or loses its connection.</param>
    /// <exception cref="StreamNotResumableException">There is no such stream (any more).</exception>
    /// <exception cref="ResumeTokenMismatchException">The token is not that of the stream.</exception>
    /// <exception cref="ResultsExpiredException">Results that the client misses were dropped.</exception>
    /// <exception cref="ServerStoppingException">The server is stopping.</exception>
    public async Task<StreamAttachment> ResumeAsync(StreamResumption resumption, CancellationToken left = default)
    {
        if (_isDraining)
        {
            throw new ServerStoppingException();
        }

        if (!_sessions.TryGetValue(resumption.StreamId, out var session))
        {
            throw new StreamNotResumableException(resumption.StreamId);
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.ResumeToken), Encoding.UTF8.GetBytes(resumption.Token))
            ? await StreamAttachment.ResumeAsync(session, resumption.LastFrameNumber, left)
            : throw new ResumeTokenMismatchException(session.Options.StreamId);
    }

    /// <summary>Opens no more streams and lets the open ones finish the frames that they took; at the deadline those that are left are cancelled.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        lock (_opening)
        {
            _isDraining = true;
        }

        foreach (var session in _sessions.Values)
        {
            session.Drain();
            await ExpireAsync(session);
        }

        await Task.WhenAll(_sessions.Values.Select(s => s.Closed)).WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CancelAllAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _expiry.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CancelAllAsync();
        _scheduler.Dispose();
        _disposed.Dispose();
    }

    private StreamSession Open(StreamOptions options, string caller, TimeSpan resumeGrace, string? owner)
    {
        if (options.StreamId.StartsWith(StreamOptions.JobIdPrefix, StringComparison.Ordinal))
        {
            throw new InvalidStreamOptionException(nameof(options.StreamId), $"stream ids that begin with {StreamOptions.JobIdPrefix} are those of jobs; choose another");
        }

        using var model = _resolver.Rent(options);
        lock (_opening)
        {
            if (_isDraining)
            {
                throw new ServerStoppingException();
            }

            string id = options.StreamId.Length > 0 ? options.StreamId : $"stream-{Guid.CreateVersion7():N}";
            if (_sessions.TryGetValue(id, out var open))
            {
                throw IdInUse(open);
            }

            var accepted = _resolver.Fill(options, model) with { StreamId = id };
            var (slot, quota) = _slots.Take(caller);
            var publication = _hub.Open(accepted, model);
            var request = new PipelineRequest(accepted, model, new Tracker(model.Manifest.Tracking), quota, publication.Previews, KeyframeOffset: slot);
            var session = new StreamSession(publication, request, _resources, resumeGrace, closed =>
            {
                _sessions.TryRemove(closed.Options.StreamId, out _);
                _slots.Free(slot, caller);
            })
            {
                Owner = owner,
            };
            _sessions[id] = session;
            return session;
        }
    }

    private Task CancelAllAsync() => Task.WhenAll(_sessions.Values.Select(s => s.EndAsync(new ServerStoppingException(isEarly: true))));

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ExpiryInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await Task.WhenAll(_sessions.Values.Select(ExpireAsync));
            _slots.ForgetUnused();
        }
    }

    /// <summary>Ends a stream that is idle, or whose client did not come back in time.</summary>
    private async Task ExpireAsync(StreamSession session)
    {
        if (_limits.IdleTimeout > TimeSpan.Zero && session.Lease.Holder is not null && session.IdleFor >= _limits.IdleTimeout)
        {
            await session.EndAsync(new StreamIdleException(_limits.IdleTimeout));
        }
        else if (session.Lease.CloseIfVacantFor(_isDraining ? TimeSpan.Zero : _limits.ResumeGrace))
        {
            await session.DisposeAsync();
        }
    }

    private StreamIdInUseException IdInUse(StreamSession open) => new(
        open.Options.StreamId,
        open.Lease.VacantFor is { } vacant ? TimeSpan.FromTicks(Math.Max(0, (_limits.ResumeGrace - vacant).Ticks)) + ExpiryInterval : ExpiryInterval,
        isClientGone: open.Lease.VacantFor is not null);
}
