using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Scheduling;

namespace VideoSeg.Streaming.Sessions;

/// <summary>The streams of a server: opens them within the limits, and ends them when the server stops.</summary>
public sealed class StreamRegistry(ModelCatalog models, StreamingOptions limits, TimeProvider time, ILogger<StreamSession> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StreamSession> _sessions = [];
    private readonly StepScheduler _scheduler = new();
    private readonly StreamMemoryBudget _memory = new(limits.MaxStreamMemoryBytes);
    private readonly Lock _opening = new();
    private bool _draining;

    /// <summary>What all streams remember of their keyframes, in bytes.</summary>
    public long MemoryBytes => _memory.Used;

    /// <summary>Opens a stream. The caller disposes it.</summary>
    /// <exception cref="StreamRefusedException">An option is not allowed, there is no such model, the id is in use, there are too many streams, or the server is stopping.</exception>
    public StreamSession Open(StreamOptions options)
    {
        StreamOptionsCheck.Check(options);
        var model = ModelFor(options);
        lock (_opening)
        {
            if (_draining)
            {
                throw StreamRefusedException.Stopping();
            }

            if (_sessions.Count >= limits.MaxStreams)
            {
                throw new StreamRefusedException(StreamRefusal.Exhausted, "TOO_MANY_STREAMS", $"{_sessions.Count} streams are open; at most {limits.MaxStreams} are allowed");
            }

            string id = options.StreamId.Length > 0 ? options.StreamId : $"stream-{Guid.CreateVersion7():N}";
            if (_sessions.ContainsKey(id))
            {
                throw new StreamRefusedException(StreamRefusal.AlreadyExists, "STREAM_ID_IN_USE", $"a stream with the id '{id}' is open; choose another id, or none to be given one", "config.stream_id");
            }

            var accepted = options with
            {
                StreamId = id,
                Model = model.Manifest.Name,
                KeyframePolicy = options.KeyframePolicy ?? model.Manifest.Keyframes.Kind,
                KeyframeInterval = options.KeyframeInterval ?? model.Manifest.Keyframes.Interval,
                KeyframeResidual = options.KeyframeResidual ?? model.Manifest.Keyframes.Residual,
                MinimumScore = options.MinimumScore ?? model.Manifest.Panoptic.ScoreThreshold,
            };
            var session = new StreamSession(model, accepted, limits, _memory, _scheduler, time, logger, closed => _sessions.TryRemove(closed.Options.StreamId, out _));
            _sessions[id] = session;
            return session;
        }
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
        }

        await Task.WhenAll(_sessions.Values.Select(s => s.Closed)).WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CancelAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CancelAllAsync();
        _scheduler.Dispose();
    }

    private Task CancelAllAsync() => Task.WhenAll(_sessions.Values.Select(s => s.DisposeAsync().AsTask()));

    private SegmentationModel ModelFor(StreamOptions options)
    {
        var model = options.Model.Length == 0
            ? models.Default
            : models.Find(options.Model) ?? throw StreamRefusedException.UnknownModel("config.model", options.Model, models);
        if (options.ClassMap && !model.CanMapClasses)
        {
            throw StreamRefusedException.InvalidOption("config.semantic_map", $"the model '{model.Manifest.Name}' has no semantic head of at most 256 classes, so there is no map of classes");
        }

        return options.KeyframePolicy is KeyframePolicyKind.FixedInterval or KeyframePolicyKind.Adaptive && !model.CanReuse
            ? throw StreamRefusedException.InvalidOption("config.keyframe_policy", $"the model '{model.Manifest.Name}' has heads too small for motion, so each frame is a keyframe")
            : model;
    }
}
