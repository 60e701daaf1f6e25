using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Hub;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Sessions;

/// <summary>The streams of a server: opens them within the limits, finds them for a client that comes back, and ends them when their time is over or the server stops.</summary>
public sealed class StreamRegistry : IAsyncDisposable
{
    /// <summary>How often streams are looked at whose time may be over.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ModelCatalog _models;
    private readonly ResultHub _hub;
    private readonly StreamingOptions _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<StreamSession> _logger;
    private readonly ConcurrentDictionary<string, StreamSession> _sessions = [];
    private readonly StreamPlaces _places;
    private readonly StreamMemoryBudget _memory;
    private readonly StepScheduler _scheduler = new();
    private readonly Lock _opening = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _watch;
    private bool _draining;

    public StreamRegistry(ModelCatalog models, ResultHub hub, StreamingOptions limits, TimeProvider time, ILogger<StreamSession> logger)
    {
        (_models, _hub, _limits, _time, _logger) = (models, hub, limits, time, logger);
        _places = new StreamPlaces(limits, time);
        _memory = new StreamMemoryBudget(limits.MaxStreamMemoryBytes);
        _watch = WatchAsync(_disposed.Token);
    }

    /// <summary>What all streams remember of their keyframes, in bytes.</summary>
    public long MemoryBytes => _memory.Used;

    /// <summary>Of open streams.</summary>
    public int Count => _sessions.Count;

    /// <summary>Opens a stream. The caller disposes it.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="caller">Whose limits it counts against; empty: the server's own.</param>
    /// <exception cref="StreamRefusedException">An option is not allowed, there is no such model, the id is in use, there are too many streams, or the server is stopping.</exception>
    public StreamSession Open(StreamOptions options, string caller = "")
    {
        using var model = Rent(options);
        return Open(Fill(options, model), model, caller, _limits, null);
    }

    /// <summary>Opens a stream of video that the server itself fetches: it has no client who could come back. The caller disposes it, and reads its results.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="caller">Who asked for it.</param>
    /// <exception cref="StreamRefusedException">As <see cref="Open(StreamOptions, string)"/>.</exception>
    public StreamSession OpenSource(StreamOptions options, string caller)
    {
        using var model = Rent(options);
        return Open(Fill(options, model), model, caller, _limits with { ResumeGrace = TimeSpan.Zero }, null);
    }

    /// <summary>Options with each open choice filled in, but for the id.</summary>
    /// <exception cref="StreamRefusedException">An option is not allowed, or there is no such model.</exception>
    public StreamOptions Accept(StreamOptions options)
    {
        using var model = Rent(options);
        return Fill(options, model);
    }

    /// <summary>The model that a stream of these options has. The caller disposes it; until then it stays, whatever is loaded in its place.</summary>
    /// <exception cref="StreamRefusedException">An option is not allowed, or there is no such model.</exception>
    public SegmentationModel Rent(StreamOptions options)
    {
        StreamOptionsCheck.Check(options);
        var model = _models.Rent(options.Model) ?? throw StreamRefusedException.UnknownModel("config.model", options.Model, _models);
        try
        {
            CheckModel(model, options);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Opens a part of a video that the server itself reads. The caller disposes it. Its keyframes do not depend on the other streams.</summary>
    /// <param name="options">As accepted.</param>
    /// <param name="model">The same for all parts.</param>
    /// <param name="tracker">As the part before left it; the stream's alone until it is disposed.</param>
    /// <exception cref="StreamRefusedException">There are too many streams, or the server is stopping.</exception>
    public StreamSession OpenPart(StreamOptions options, SegmentationModel model, Tracker tracker) => Open(options, model, "", _limits, tracker);

    private StreamSession Open(StreamOptions options, SegmentationModel model, string caller, StreamingOptions limits, Tracker? part)
    {
        lock (_opening)
        {
            if (_draining)
            {
                throw StreamRefusedException.Stopping();
            }

            string id = options.StreamId.Length > 0 ? options.StreamId : $"stream-{Guid.CreateVersion7():N}";
            if (_sessions.TryGetValue(id, out var open))
            {
                throw IdInUse(open);
            }

            var accepted = options with { StreamId = id };
            var (place, allowance) = _places.Take(caller);
            int spread = part is null ? place : 0;
            var tracker = part ?? new Tracker(new TrackerOptions());
            var session = new StreamSession(_hub.Open(accepted, model, isLive: part is null), tracker, limits, allowance, _memory, spread, _scheduler, _time, _logger, closed =>
            {
                _sessions.TryRemove(closed.Options.StreamId, out _);
                _places.Free(place, caller);
            });
            _sessions[id] = session;
            return session;
        }
    }

    /// <summary>Gives a client its stream back after its connection broke.</summary>
    /// <exception cref="StreamRefusedException">There is no such stream (any more), the token is not its, or the server is stopping.</exception>
    public async Task<StreamAttachment> ResumeAsync(StreamResumption resumption)
    {
        if (_draining)
        {
            throw StreamRefusedException.Stopping();
        }

        if (!_sessions.TryGetValue(resumption.StreamId, out var session))
        {
            throw StreamRefusedException.UnknownStream(resumption.StreamId);
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.ResumeToken), Encoding.UTF8.GetBytes(resumption.Token))
            ? await StreamAttachment.ResumeAsync(session, resumption.LastFrameNumber)
            : throw new StreamRefusedException(
                StreamRefusal.Forbidden, "RESUME_TOKEN_WRONG", $"the resume token is not that of stream '{session.Options.StreamId}'", "resume.resume_token");
    }

    /// <summary>Opens no more streams and lets the open ones finish the frames that they took; at the deadline those that are left are cancelled.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        lock (_opening)
        {
            _draining = true;
        }

        foreach (var session in _sessions.Values)
        {
            session.Drain();
            await LookAtAsync(session);
        }

        await Task.WhenAll(_sessions.Values.Select(s => s.Closed)).WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CancelAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CancelAllAsync();
        _scheduler.Dispose();
        _disposed.Dispose();
    }

    private Task CancelAllAsync() => Task.WhenAll(_sessions.Values.Select(s => s.EndAsync(StreamRefusedException.StoppingEarly())));

    /// <summary>Ends streams whose client did not come back in time, and idle ones.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await Task.WhenAll(_sessions.Values.Select(LookAtAsync));
            _places.ForgetUnused();
        }
    }

    private async Task LookAtAsync(StreamSession session)
    {
        if (_limits.IdleTimeout > TimeSpan.Zero && session.Seat.IsTaken && session.IdleFor >= _limits.IdleTimeout)
        {
            await session.EndAsync(StreamRefusedException.Idle(_limits.IdleTimeout));
        }
        else if (session.Seat.CloseIfEmptyFor(_draining ? TimeSpan.Zero : _limits.ResumeGrace))
        {
            await session.DisposeAsync();
        }
    }

    private StreamRefusedException IdInUse(StreamSession open)
    {
        string id = open.Options.StreamId;
        var empty = open.Seat.EmptyFor;
        return new StreamRefusedException(
            StreamRefusal.AlreadyExists,
            "STREAM_ID_IN_USE",
            empty is null
                ? $"a stream with the id '{id}' is open; choose another id, or none to be given one"
                : $"the stream '{id}' waits for its client to come back; choose another id, or none to be given one",
            "config.stream_id",
            empty is null ? null : TimeSpan.FromTicks(Math.Max(0, (_limits.ResumeGrace - empty.Value).Ticks)) + LookInterval);
    }

    private static StreamOptions Fill(StreamOptions options, SegmentationModel model) => options with
    {
        Model = model.Manifest.Name,
        KeyframePolicy = options.KeyframePolicy ?? model.Manifest.Keyframes.Kind,
        KeyframeInterval = options.KeyframeInterval ?? model.Manifest.Keyframes.Interval,
        KeyframeResidual = options.KeyframeResidual ?? model.Manifest.Keyframes.Residual,
        MinimumScore = options.MinimumScore ?? model.Manifest.Panoptic.ScoreThreshold,
    };

    private static void CheckModel(SegmentationModel model, StreamOptions options)
    {
        if (options.ClassMap && !model.CanMapClasses)
        {
            throw StreamRefusedException.InvalidOption("config.semantic_map", $"the model '{model.Manifest.Name}' has no semantic head of at most 256 classes, so there is no map of classes");
        }

        if (options.KeyframePolicy is KeyframePolicyKind.FixedInterval or KeyframePolicyKind.Adaptive && !model.CanReuse)
        {
            throw StreamRefusedException.InvalidOption("config.keyframe_policy", $"the model '{model.Manifest.Name}' has heads too small for motion, so each frame is a keyframe");
        }
    }
}
