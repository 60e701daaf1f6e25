using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Resuming;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// A stream with a client: a <see cref="FramePipeline"/>, the client's lease on it, and the results that the client may not have received yet. Its results go to the
/// log, and from there to the client and to subscribers alike. Stopping is two verbs: <see cref="Complete"/> drains, <see cref="DisposeAsync"/> cancels.
/// </summary>
public sealed partial class StreamSession : IAsyncDisposable, IPipelineOutput
{
    private readonly FramePipeline _pipeline;
    private readonly ReplayBuffer _results;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _disposal;
    private long _lastActivity;
    private volatile bool _isCompleted;
    private volatile VideoSegException? _terminationReason;

    internal StreamSession(StreamPublication publication, PipelineRequest request, PipelineResources resources, TimeSpan resumeGrace, Action<StreamSession> closed)
    {
        (Publication, _time, _logger, ResumeGrace) = (publication, resources.Time, resources.Logger, resumeGrace);
        Lease = new StreamLease<StreamAttachment>(_time);
        var limits = resources.Limits;
        _results = resumeGrace > TimeSpan.Zero ? new ReplayBuffer(limits.KeptResults, limits.KeptResultBytes) : new ReplayBuffer(0, 0);
        _lastActivity = _time.GetTimestamp();
        _disposal = new Lazy<Task>(() => CancelAsync(closed));
        _pipeline = new FramePipeline(request, resources, this);
        publication.MemoryBytes = () => _pipeline.MemoryBytes;
        Log.Opened(_logger, Options.StreamId, Options.Model, Model.Manifest.Version);
    }

    /// <summary>The options as accepted: each open choice is filled in.</summary>
    public StreamOptions Options => Publication.Options;

    /// <summary>The stream's model.</summary>
    public ISegmentationModel Model => Publication.Model;

    /// <summary>The size of the stream's cached tensors, in bytes.</summary>
    public long MemoryBytes => _pipeline.MemoryBytes;

    /// <summary>The token that the client shows to come back.</summary>
    public string ResumeToken { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>How long the stream waits for a client whose connection was lost; 0: it ends at once.</summary>
    public TimeSpan ResumeGrace { get; }

    /// <summary>The first frame that was not handed in yet.</summary>
    public ulong NextFrameNumber => _pipeline.NextFrameNumber;

    /// <summary>The frames that have failed since the last one that was segmented; null: none has.</summary>
    public FailedFrames? Failures { get; private set; }

    /// <summary>The client's lease.</summary>
    internal StreamLease<StreamAttachment> Lease { get; }

    /// <summary>The stream as others see it.</summary>
    internal StreamPublication Publication { get; }

    /// <summary>Steps that run in parallel, at most.</summary>
    internal int StepsAtOnce => _pipeline.StepsAtOnce;

    /// <summary>Why the server ended the stream; null: it did not.</summary>
    internal VideoSegException? TerminationReason => _terminationReason;

    /// <summary>How long the stream has taken no frame, and nobody has read a result.</summary>
    internal TimeSpan IdleFor => _time.GetElapsedTime(Volatile.Read(ref _lastActivity));

    /// <summary>The authenticated caller that may open the id again; null: nobody may before the stream has ended.</summary>
    internal string? Owner { get; init; }

    /// <summary>Whether the stream has begun to end.</summary>
    internal bool IsEnding => _disposal.IsValueCreated;

    /// <summary>Ends when the stream has ended and its memory is released.</summary>
    internal Task Closed => _closed.Task;

    /// <summary>Hands a frame in; one caller at a time. Ends when the inbox has taken it: with ALL the sender waits here.</summary>
    /// <exception cref="FrameNumberNotRisingException">The frame's number does not rise.</exception>
    /// <exception cref="ServerStoppingException">The server is stopping.</exception>
    public async ValueTask SubmitAsync(SubmittedFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.SubmitAsync(frame, cancellationToken);
        }
        catch (ChannelClosedException) when (_terminationReason is not null)
        {
            throw _terminationReason;
        }

        Publication.FrameReceived();
        Volatile.Write(ref _lastActivity, _time.GetTimestamp());
    }

    /// <summary>Drain: no more frames will come; those that were taken are finished, then the results end.</summary>
    public void Complete()
    {
        _isCompleted = true;
        _pipeline.Complete();
    }

    /// <summary>The results in frame order; one reader. They end after <see cref="Complete"/> with the last one.</summary>
    /// <exception cref="VideoSegException">The server ended the stream; unless that was early, the results of all frames that it had taken came before.</exception>
    public async IAsyncEnumerable<LoggedResult> ReadResultsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _results.ReadAsync(cancellationToken) is { } result)
        {
            Volatile.Write(ref _lastActivity, _time.GetTimestamp());
            yield return result;
        }

        if (_terminationReason is { } reason)
        {
            throw reason;
        }
    }

    /// <summary>Cancel: what is not finished is abandoned, and its memory is released when this ends.</summary>
    public async ValueTask DisposeAsync() => await _disposal.Value;

    /// <inheritdoc/>
    async ValueTask IPipelineOutput.WriteAsync(FrameResult result, IReadOnlyList<LoggedPreview> previews, CancellationToken cancellationToken)
    {
        Failures = result.Outcome switch
        {
            FrameSegmented => null,
            FrameFailed failed => new FailedFrames((Failures?.Count ?? 0) + 1, failed),
            _ => Failures,
        };
        await _results.AppendAsync(await Publication.PublishAsync(result, previews, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    void IPipelineOutput.Complete(Exception? failure) => _results.Complete(failure);

    /// <summary>Waits for a client that has left until its attachment has noticed; ends at once where the client is there, or gone.</summary>
    internal Task ClientReleasedAsync() => Lease.Holder is { HasLeft: true } leaving ? leaving.Released : Task.CompletedTask;

    /// <summary>The client's connection was lost: results are kept for it.</summary>
    internal void Detach()
    {
        _results.Detach();
        Publication.IsDetached = true;
    }

    /// <summary>The client is back: it reads on behind the last result that it holds.</summary>
    /// <returns>False: results that it misses were dropped.</returns>
    internal bool TryRewind(ulong? lastFrameNumber)
    {
        if (!_results.TryRewind(lastFrameNumber))
        {
            return false;
        }

        Publication.IsDetached = false;
        return true;
    }

    /// <summary>The server stops: as <see cref="Complete"/>, and the result stream then fails with SERVER_STOPPING, unless the client has sent all its frames.</summary>
    internal void Drain()
    {
        _terminationReason ??= _isCompleted ? null : new ServerStoppingException();
        _pipeline.Complete();
    }

    /// <summary>Cancels the stream; the reader of its results gets the reason.</summary>
    internal Task EndAsync(VideoSegException reason)
    {
        _terminationReason = reason;
        return _disposal.Value;
    }

    /// <summary>Why the stream has ended, for the metric.</summary>
    private string EndReason => _terminationReason switch
    {
        StreamIdleException => "idle",
        StreamTakenOverException => "taken_over",
        ServerStoppingException => "server_stopping",
        not null => "failed",
        null when _isCompleted => "completed",
        null when Lease.VacantFor is not null => "client_lost",
        null => "client_left",
    };

    private async Task CancelAsync(Action<StreamSession> closed)
    {
        await _pipeline.CancelAsync();
        await (Lease.Close()?.EndAsync() ?? Task.CompletedTask);
        await _pipeline.DisposeAsync();
        Log.Closed(_logger, Options.StreamId, NextFrameNumber);
        Instruments.StreamsEnded.Add(1, KeyValuePair.Create<string, object?>("reason", EndReason));
        Publication.Close();
        closed(this);
        _closed.SetResult();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Stream {StreamId}: open, with model {Model} {ModelVersion}")]
        public static partial void Opened(ILogger logger, string streamId, string model, string modelVersion);

        [LoggerMessage(Level = LogLevel.Information, Message = "Stream {StreamId}: closed; its next frame would have been {FrameNumber}")]
        public static partial void Closed(ILogger logger, string streamId, ulong frameNumber);
    }
}
