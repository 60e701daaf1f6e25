using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Hub;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// One stream of video, from frames to results. Three loops, each with a bounded channel in front of it and each the only owner of one
/// piece of state, so there are no locks and results leave in frame order:
/// <code>
/// inbox ─► decode t+1 ─────────► segment t ──────► compose t-1 ─► results
///          segmenter's lookout   segmenter's heads merger, tracker
/// </code>
/// Frames are dropped at the inbox alone; everything behind it waits. Steps that rest on no other, those of keyframes, are begun by the first loop already,
/// several side by side, and the second waits for them in frame order.
/// </summary>
public sealed partial class StreamSession : IAsyncDisposable
{
    /// <summary>
    /// Frames between two loops of a stream that reuses keyframes: while the network is at one, the frames after it are looked at, up to the next keyframe
    /// and beyond it, and those before it composed. Where each frame is a keyframe, those that run side by side are enough, and more would hold pixels and
    /// add delay.
    /// </summary>
    private const int FramesAhead = 8;

    private readonly FrameInbox _inbox;
    private readonly Channel<FrameInProgress> _decoded;
    private readonly Channel<FrameInProgress> _segmented;
    private readonly FrameLimits _limits;
    private readonly CallerAllowance _allowance;
    private readonly Segmenter _segmenter;
    private readonly TimeSpan _memoryIdleTime;
    private readonly StepScheduler _scheduler;
    private readonly StepShare _share;

    /// <summary>Places for steps that run side by side.</summary>
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Task _loops;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _disposal;
    private Exception? _failure;
    private long _lastFrameNumber = -1;
    private long _lastActivity;
    private volatile bool _completed;
    private volatile StreamRefusedException? _farewell;

    internal StreamSession(
        StreamPublication publication,
        Tracker tracker,
        StreamingOptions limits,
        CallerAllowance allowance,
        StreamMemoryBudget memory,
        int place,
        StepScheduler scheduler,
        TimeProvider time,
        ILogger logger,
        Action<StreamSession> closed)
    {
        Publication = publication;
        Model.Share();
        Seat = new ClientSeat(time);
        ResumeGrace = limits.ResumeGrace;
        var keyframes = new KeyframeChoice(Options.KeyframePolicy!.Value, Options.KeyframeInterval!.Value, Options.KeyframeResidual!.Value);
        _segmenter = new Segmenter(Model, keyframes.NewPolicy(), memory, keyframes.HeadStart(place));
        StepsAtOnce = Options.Delivery == DeliveryPolicy.Latest ? 1 : limits.KeyframesAtOnceOrDefault;
        _places = new SemaphoreSlim(StepsAtOnce);
        _share = new StepShare(Options.Priority);
        int ahead = keyframes.Kind == KeyframePolicyKind.EveryFrame ? Math.Max(1, StepsAtOnce - 1) : FramesAhead;
        (_decoded, _segmented) = (NewHandOver<FrameInProgress>(ahead), NewHandOver<FrameInProgress>(ahead));
        _inbox = new FrameInbox(Options.Delivery, limits.InboxFrames);
        Results = limits.ResumeGrace > TimeSpan.Zero ? new KeptResults(limits.KeptResults, limits.KeptResultBytes) : new KeptResults(0, 0);
        _limits = new FrameLimits(limits.MaxFramePixels);
        _memoryIdleTime = limits.MemoryIdleTime;
        _allowance = allowance;
        _scheduler = scheduler;
        _time = time;
        _logger = logger;
        _lastActivity = time.GetTimestamp();
        _disposal = new Lazy<Task>(() => CancelAsync(closed));
        _loops = Task.WhenAll(
            Task.Run(() => RootAsync(DecodeLoopAsync(_cancelled.Token), e => _decoded.Writer.Complete(e))),
            Task.Run(() => RootAsync(SegmentLoopAsync(_cancelled.Token), e => _segmented.Writer.Complete(e))),
            Task.Run(() => RootAsync(ComposeLoopAsync(tracker, _cancelled.Token), Results.Complete)));
        Log.Opened(logger, Options.StreamId, Options.Model, Model.Manifest.Version);
    }

    /// <summary>As accepted: each open choice is filled in.</summary>
    public StreamOptions Options => Publication.Options;

    public SegmentationModel Model => Publication.Model;

    /// <summary>What the stream remembers of its last keyframe, in bytes.</summary>
    public long MemoryBytes => _segmenter.MemoryBytes;

    /// <summary>What its client shows to come back.</summary>
    public string ResumeToken { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>How long it waits for a client that is <see cref="StreamAttachment.Lost"/>; 0: it does not.</summary>
    public TimeSpan ResumeGrace { get; }

    /// <summary>The first frame that was not handed in yet.</summary>
    public ulong NextFrameNumber => (ulong)(_lastFrameNumber + 1);

    /// <summary>Hands a frame in; one caller at a time. Ends when the inbox has taken it: with ALL the sender waits here.</summary>
    /// <exception cref="StreamRefusedException">The frame's number does not rise, or the server is stopping.</exception>
    public async ValueTask SubmitAsync(SubmittedFrame frame, CancellationToken cancellationToken)
    {
        if (frame.FrameNumber > long.MaxValue || (long)frame.FrameNumber <= _lastFrameNumber)
        {
            throw new StreamRefusedException(
                StreamRefusal.Invalid,
                "FRAME_NUMBER_NOT_RISING",
                $"frame number {frame.FrameNumber} came after {(_lastFrameNumber < 0 ? "none" : _lastFrameNumber)}; numbers must rise within a stream, from 0 to {long.MaxValue}",
                "frame.frame_number");
        }

        Instruments.FramesReceived.Add(1);
        Publication.FrameReceived();
        var inProgress = new FrameInProgress(frame, _time);
        if (_allowance.Take(frame.Picture) is { } refused)
        {
            inProgress.Ended(refused);
        }

        try
        {
            await _inbox.SendAsync(inProgress, cancellationToken);
        }
        catch (Exception e)
        {
            inProgress.Dispose();
            if (e is ChannelClosedException && _farewell is { } farewell)
            {
                throw farewell;
            }

            throw;
        }

        _lastFrameNumber = (long)frame.FrameNumber;
        Volatile.Write(ref _lastActivity, _time.GetTimestamp());
    }

    /// <summary>Drain: no more frames will come; those that were taken are finished, then the results end.</summary>
    public void Complete()
    {
        _completed = true;
        _inbox.Complete();
    }

    /// <summary>The results in frame order; one reader. They end after <see cref="Complete"/> with the last one.</summary>
    /// <exception cref="StreamRefusedException">The server stopped the stream; the results of all frames that it had taken came before.</exception>
    public async IAsyncEnumerable<FrameResult> ReadResultsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await Results.ReadAsync(cancellationToken) is { } result)
        {
            Volatile.Write(ref _lastActivity, _time.GetTimestamp());
            yield return result;
        }

        if (_farewell is { } farewell)
        {
            throw farewell;
        }
    }

    /// <summary>Cancel: what is not finished is given up, and its memory is free when this ends.</summary>
    public async ValueTask DisposeAsync() => await _disposal.Value;

    /// <summary>Whose the stream is.</summary>
    internal ClientSeat Seat { get; }

    /// <summary>The stream as others see it.</summary>
    internal StreamPublication Publication { get; }

    /// <summary>That run side by side, at most.</summary>
    public int StepsAtOnce { get; }

    /// <summary>What the client has not received for sure.</summary>
    internal KeptResults Results { get; }

    /// <summary>Why the server ended the stream.</summary>
    internal StreamRefusedException? Farewell => _farewell;

    /// <summary>Since a frame was taken or a result was read.</summary>
    internal TimeSpan IdleFor => _time.GetElapsedTime(Volatile.Read(ref _lastActivity));

    /// <summary>Ends when the session is disposed.</summary>
    internal Task Closed => _closed.Task;

    /// <summary>The server stops: as <see cref="Complete"/>, and the results end with a word of it, unless the client has sent all that it wanted to.</summary>
    internal void Drain()
    {
        _farewell ??= _completed ? null : StreamRefusedException.Stopping();
        _inbox.Complete();
    }

    /// <summary>Cancel, and say why to who reads the results.</summary>
    internal Task EndAsync(StreamRefusedException why)
    {
        _farewell = why;
        return _disposal.Value;
    }

    private async Task DecodeLoopAsync(CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(cancellationToken) is { } frame)
        {
            if (frame.BeginsAnew)
            {
                _segmenter.Cut();
            }

            if (frame.Outcome is null)
            {
                Decode(frame);
            }

            await BeginAsync(frame, cancellationToken);
            await HandOverAsync(frame, _decoded.Writer, cancellationToken);
        }
    }

    /// <summary>As the inbox; where that stays empty for long, the stream's memory is given back meanwhile.</summary>
    private async ValueTask<FrameInProgress?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var arrival = _inbox.ReceiveAsync(cancellationToken);
        if (arrival.IsCompleted || _segmenter.MemoryBytes == 0)
        {
            return await arrival;
        }

        var waiting = arrival.AsTask();
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(waiting, Task.Delay(_memoryIdleTime, _time, idle.Token)) != waiting)
        {
            _segmenter.Rest();
            Publication.MemoryBytes = _segmenter.MemoryBytes;
        }

        await idle.CancelAsync();
        return await waiting;
    }

    private void Decode(FrameInProgress frame)
    {
        frame.Decoding();
        try
        {
            if (_allowance.TakePixels(frame.Picture!) is { } refused)
            {
                frame.Ended(refused);
                return;
            }

            var sighted = _segmenter.Look(frame.Picture!, _limits, frame.PresentationTime);
            frame.Decoded(sighted);
            Publication.MemoryBytes = _segmenter.MemoryBytes;
            frame.Previews = Publication.MakePreviews(frame.FrameNumber, sighted);
        }
        catch (FrameException e)
        {
            Fail(frame, e);
        }
        catch (StreamMemoryException e)
        {
            frame.Dispose();
            throw new StreamRefusedException(StreamRefusal.Exhausted, "STREAM_MEMORY_EXHAUSTED", e.Message);
        }
    }

    private void Fail(FrameInProgress frame, FrameException e)
    {
        var cause = e.IsLimit ? FrameFailureCause.Limit : FrameFailureCause.Picture;
        Log.FrameFailed(_logger, Options.StreamId, frame.FrameNumber, e.Reason, e.Message);
        frame.Ended(new FrameFailed(cause, e.Reason, e.Message));
    }

    /// <summary>Begins the frame's step where it rests on no other; ends when there is a place for it.</summary>
    private async ValueTask BeginAsync(FrameInProgress frame, CancellationToken cancellationToken)
    {
        if (frame.Sighted is not { } sighted || !_segmenter.RestsOnNone(sighted))
        {
            return;
        }

        frame.Prepared(_segmenter.PrepareAhead(sighted));
        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        catch
        {
            frame.Dispose();
            throw;
        }

        frame.Running(RunAsync(Threaded(frame.Step!)));

        async Task RunAsync(NetworkStep step)
        {
            try
            {
                await _scheduler.ExecuteAsync(step, _share);
            }
            finally
            {
                _places.Release();
            }
        }
    }

    /// <summary>Where frames of the stream wait at the network, the other cores have work of its own, and throughput counts for more than one frame's delay.</summary>
    private NetworkStep Threaded(NetworkStep step)
    {
        step.OneThread = _decoded.Reader.Count > 0;
        return step;
    }

    private async Task SegmentLoopAsync(CancellationToken cancellationToken)
    {
        _inbox.Want();
        await foreach (var frame in _decoded.Reader.ReadAllAsync(cancellationToken))
        {
            if (frame.Outcome is null)
            {
                try
                {
                    if (frame.Sighted is { } sighted)
                    {
                        frame.Prepared(_segmenter.Prepare(sighted));
                        frame.Running(_scheduler.ExecuteAsync(Threaded(frame.Step!), _share));
                    }

                    await frame.Run!;
                    Segmenter.Keep(frame.Step!);
                    frame.Inferred();
                    Model.Health.Succeeded();
                }
                catch (FrameException e)
                {
                    _segmenter.Recover();
                    Fail(frame, e);
                }
                catch (InferenceException e)
                {
                    Log.StepFailed(_logger, Options.StreamId, frame.FrameNumber, e);
                    _segmenter.Recover();
                    Model.Health.Failed(_time);
                    frame.Ended(new FrameFailed(FrameFailureCause.Server, "INFERENCE_FAILED", "the network failed on this frame; the stream goes on"));
                }
            }

            bool tookItsTurn = frame.Outcome is not FrameDropped;
            await HandOverAsync(frame, _segmented.Writer, cancellationToken);
            if (tookItsTurn)
            {
                _inbox.Want();
            }
        }
    }

    private async Task ComposeLoopAsync(Tracker tracker, CancellationToken cancellationToken)
    {
        var composer = new ResultComposer(Model, Options, tracker);
        await foreach (var frame in _segmented.Reader.ReadAllAsync(cancellationToken))
        {
            using (frame)
            {
                if (frame.Step is { } step)
                {
                    var outcome = composer.Compose(step, frame.Size);
                    frame.Ended(outcome);
                }

                FrameTelemetry.Record(frame, Options);
                await Results.AppendAsync(Publication.Publish(frame.ToResult(), frame.Previews), cancellationToken);
            }
        }
    }

    /// <summary>The root of a loop: its end, good or bad, is the end of what stands behind it, and a bad one is the end of the session.</summary>
    private async Task RootAsync(Task loop, Action<Exception?> complete)
    {
        try
        {
            await loop;
            complete(null);
        }
#pragma warning disable CA1031 // The failure goes on to whoever reads the results.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_cancelled.IsCancellationRequested && e is not StreamRefusedException)
            {
                Log.LoopFailed(_logger, Options.StreamId, e);
            }

            // The loops behind this one see the cancellation first; the reader is to hear of its cause.
            var cause = Interlocked.CompareExchange(ref _failure, e, null) ?? e;
            complete(cause);
            await _cancelled.CancelAsync();
        }
    }

    private async Task CancelAsync(Action<StreamSession> closed)
    {
        _inbox.Complete();
        await _cancelled.CancelAsync();
        await (Seat.Close()?.EndAsync() ?? Task.CompletedTask);
        await _loops;
        _inbox.Clear();
        foreach (var channel in new[] { _decoded, _segmented })
        {
            while (channel.Reader.TryRead(out var frame))
            {
                await frame.GiveUpAsync();
            }
        }

        _segmenter.Dispose();
        Model.Dispose();
        _places.Dispose();
        _cancelled.Dispose();
        Log.Closed(_logger, Options.StreamId, NextFrameNumber);
        Publication.Close();
        closed(this);
        _closed.SetResult();
    }

    /// <summary>The frame belongs to the next loop when this ends, and to nobody when it fails.</summary>
    private static async ValueTask HandOverAsync(FrameInProgress frame, ChannelWriter<FrameInProgress> next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WriteAsync(frame, cancellationToken);
        }
        catch
        {
            await frame.GiveUpAsync();
            throw;
        }
    }

    private static Channel<T> NewHandOver<T>(int capacity) => Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Stream {StreamId}: open, with model {Model} {ModelVersion}")]
        public static partial void Opened(ILogger logger, string streamId, string model, string modelVersion);

        [LoggerMessage(Level = LogLevel.Information, Message = "Stream {StreamId}: closed; its next frame would have been {FrameNumber}")]
        public static partial void Closed(ILogger logger, string streamId, ulong frameNumber);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Stream {StreamId}: frame {FrameNumber} failed: {Reason}: {Problem}")]
        public static partial void FrameFailed(ILogger logger, string streamId, ulong frameNumber, string reason, string problem);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}: the step of frame {FrameNumber} failed; the next frame is a keyframe")]
        public static partial void StepFailed(ILogger logger, string streamId, ulong frameNumber, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}: a loop failed; the stream ends")]
        public static partial void LoopFailed(ILogger logger, string streamId, Exception exception);
    }
}
