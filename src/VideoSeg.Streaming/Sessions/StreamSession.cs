using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// One stream of video, from frames to results. Three loops, each with a bounded channel in front of it and each the only owner of one
/// piece of state, so there are no locks and results leave in frame order:
/// <code>
/// inbox ─► decode t+1 ─────────► segment t ──────► compose t-1 ─► results
///          segmenter's lookout   segmenter's heads merger, tracker
/// </code>
/// Frames are dropped at the inbox alone; everything behind it waits.
/// </summary>
public sealed partial class StreamSession : IAsyncDisposable
{
    private readonly FrameInbox _inbox;
    private readonly Channel<FrameInProgress> _decoded = NewHandOver<FrameInProgress>();
    private readonly Channel<FrameInProgress> _segmented = NewHandOver<FrameInProgress>();
    private readonly Channel<FrameResult> _results = NewHandOver<FrameResult>();

    /// <summary>LATEST decodes a frame only when the segment loop wants one: a frame decoded ahead would be old when its turn comes.</summary>
    private readonly SemaphoreSlim? _wanted;

    private readonly FrameLimits _limits;
    private readonly Segmenter _segmenter;
    private readonly TimeSpan _memoryIdleTime;
    private readonly StepScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Task _loops;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _disposal;
    private Exception? _failure;
    private long _lastFrameNumber = -1;
    private volatile bool _completed;
    private volatile bool _draining;

    internal StreamSession(
        SegmentationModel model, StreamOptions options, StreamingOptions limits, StreamMemoryBudget memory, StepScheduler scheduler, TimeProvider time, ILogger logger, Action<StreamSession> closed)
    {
        Model = model;
        Options = options;
        _inbox = new FrameInbox(options.Delivery, limits.InboxFrames, time);
        _wanted = options.Delivery == DeliveryPolicy.Latest ? new SemaphoreSlim(0) : null;
        _limits = new FrameLimits(limits.MaxFramePixels);
        _segmenter = new Segmenter(model, new KeyframeChoice(options.KeyframePolicy!.Value, options.KeyframeInterval!.Value, options.KeyframeResidual!.Value).NewPolicy(), memory);
        _memoryIdleTime = limits.MemoryIdleTime;
        _scheduler = scheduler;
        _time = time;
        _logger = logger;
        _disposal = new Lazy<Task>(() => CancelAsync(closed));
        _loops = Task.WhenAll(
            Task.Run(() => RootAsync(DecodeLoopAsync(_cancelled.Token), _decoded.Writer)),
            Task.Run(() => RootAsync(SegmentLoopAsync(_cancelled.Token), _segmented.Writer)),
            Task.Run(() => RootAsync(ComposeLoopAsync(_cancelled.Token), _results.Writer)));
    }

    /// <summary>As accepted: each open choice is filled in.</summary>
    public StreamOptions Options { get; }

    public SegmentationModel Model { get; }

    /// <summary>What the stream remembers of its last keyframe, in bytes.</summary>
    public long MemoryBytes => _segmenter.MemoryBytes;

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

        _lastFrameNumber = (long)frame.FrameNumber;
        try
        {
            await _inbox.SendAsync(new FrameInProgress(frame, _time.GetUtcNow()), cancellationToken);
        }
        catch (ChannelClosedException) when (_draining)
        {
            throw StreamRefusedException.Stopping();
        }
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
        await foreach (var result in _results.Reader.ReadAllAsync(cancellationToken))
        {
            yield return result;
        }

        if (_draining)
        {
            throw StreamRefusedException.Stopping();
        }
    }

    /// <summary>Cancel: what is not finished is given up, and its memory is free when this ends.</summary>
    public async ValueTask DisposeAsync() => await _disposal.Value;

    /// <summary>Ends when the session is disposed.</summary>
    internal Task Closed => _closed.Task;

    /// <summary>The server stops: as <see cref="Complete"/>, and the results end with a word of it, unless the client has sent all that it wanted to.</summary>
    internal void Drain()
    {
        _draining = !_completed;
        _inbox.Complete();
    }

    private async Task DecodeLoopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_wanted is not null)
            {
                await _wanted.WaitAsync(cancellationToken);
            }

            if (await ReceiveAsync(cancellationToken) is not { } arrival)
            {
                return;
            }

            foreach (var dropped in arrival.PassedOver)
            {
                await HandOverAsync(dropped, _decoded.Writer, cancellationToken);
            }

            Decode(arrival.Frame);
            await HandOverAsync(arrival.Frame, _decoded.Writer, cancellationToken);
        }
    }

    /// <summary>As the inbox; where that stays empty for long, the stream's memory is given back meanwhile.</summary>
    private async ValueTask<FrameInbox.Arrival?> ReceiveAsync(CancellationToken cancellationToken)
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
        }

        await idle.CancelAsync();
        return await waiting;
    }

    private void Decode(FrameInProgress frame)
    {
        try
        {
            frame.Decoded(_segmenter.Look(frame.Picture!, _limits, frame.PresentationTime), _time.GetUtcNow());
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
        frame.Ended(new FrameFailed(cause, e.Reason, e.Message), _time.GetUtcNow());
    }

    private async Task SegmentLoopAsync(CancellationToken cancellationToken)
    {
        _wanted?.Release();
        await foreach (var frame in _decoded.Reader.ReadAllAsync(cancellationToken))
        {
            if (frame.Sighted is { } sighted)
            {
                try
                {
                    frame.Prepared(_segmenter.Prepare(sighted));
                    await _scheduler.ExecuteAsync(frame.Step!);
                    frame.Inferred(_time.GetUtcNow());
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
                    frame.Ended(new FrameFailed(FrameFailureCause.Server, "INFERENCE_FAILED", "the network failed on this frame; the stream goes on"), _time.GetUtcNow());
                }
            }

            bool newest = frame.Outcome is not FrameDropped;
            await HandOverAsync(frame, _segmented.Writer, cancellationToken);
            if (newest)
            {
                _wanted?.Release();
            }
        }
    }

    private async Task ComposeLoopAsync(CancellationToken cancellationToken)
    {
        var composer = new ResultComposer(Model, Options);
        await foreach (var frame in _segmented.Reader.ReadAllAsync(cancellationToken))
        {
            using (frame)
            {
                if (frame.Step is { } step)
                {
                    var outcome = composer.Compose(step, frame.Size);
                    frame.Ended(outcome, _time.GetUtcNow());
                }

                await _results.Writer.WriteAsync(frame.ToResult(), cancellationToken);
            }
        }
    }

    /// <summary>The root of a loop: its end, good or bad, is the end of the channel behind it, and a bad one is the end of the session.</summary>
    private async Task RootAsync<T>(Task loop, ChannelWriter<T> next)
    {
        try
        {
            await loop;
            next.Complete();
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
            next.Complete(cause);
            await _cancelled.CancelAsync();
        }
    }

    private async Task CancelAsync(Action<StreamSession> closed)
    {
        _inbox.Complete();
        await _cancelled.CancelAsync();
        await _loops;
        foreach (var channel in new[] { _decoded, _segmented })
        {
            while (channel.Reader.TryRead(out var frame))
            {
                frame.Dispose();
            }
        }

        _segmenter.Dispose();
        _cancelled.Dispose();
        _wanted?.Dispose();
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
            frame.Dispose();
            throw;
        }
    }

    /// <summary>One frame between two loops is enough to let them overlap; more would only add delay.</summary>
    private static Channel<T> NewHandOver<T>() => Channel.CreateBounded<T>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}: the step of frame {FrameNumber} failed; the next frame is a keyframe")]
        public static partial void StepFailed(ILogger logger, string streamId, ulong frameNumber, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}: a loop failed; the stream ends")]
        public static partial void LoopFailed(ILogger logger, string streamId, Exception exception);
    }
}
