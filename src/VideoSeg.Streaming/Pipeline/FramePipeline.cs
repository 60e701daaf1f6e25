using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>
/// Turns the frames of one stream into results. Three loops, each with a bounded channel in front of it and each the only owner of one
/// piece of state, so there are no locks and results leave in frame order:
/// <code>
/// SubmitAsync ─► inbox ─► decode t+1 ──────────► segment t ──────► compose t-1 ─► IPipelineOutput
///                         keyframe selector      stream memory     merger, tracker
/// </code>
/// Frames are dropped at the inbox alone; everything behind it waits. Independent steps (keyframes) start in the decode loop, several in parallel, and the segment
/// loop waits for them in frame order. The pipeline knows nothing of clients and subscribers: its owner is the output.
/// </summary>
public sealed partial class FramePipeline : IAsyncDisposable
{
    /// <summary>
    /// Frames between two loops of a stream that reuses keyframes: while the network is at one, the frames after it are decoded, up to the next keyframe
    /// and beyond it, and those before it composed. Where each frame is a keyframe, those that run in parallel are enough, and more would hold pixels and
    /// add delay.
    /// </summary>
    private const int FramesAhead = 8;

    private readonly PipelineRequest _request;
    private readonly IPipelineOutput _output;
    private readonly FrameInbox _inbox;
    private readonly Channel<FrameInProgress> _decoded;
    private readonly Channel<FrameInProgress> _segmented;
    private readonly FrameInference _inference;
    private readonly TimeSpan _memoryIdleTime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Task _loops;
    private readonly Lazy<Task> _disposal;
    private Exception? _failure;
    private long _lastFrameNumber = -1;

    internal FramePipeline(PipelineRequest request, PipelineResources resources, IPipelineOutput output)
    {
        (_request, _output, _time, _logger) = (request, output, resources.Time, resources.Logger);
        var (options, limits) = (request.Options, resources.Limits);
        request.Model.Share();
        var keyframes = new KeyframeOptions(options.KeyframePolicy!, options.KeyframeInterval!.Value, options.KeyframeResidual!.Value);
        var policy = resources.KeyframePolicies.Create(keyframes);
        StepsAtOnce = options.Delivery == DeliveryPolicy.Latest ? 1 : limits.KeyframesAtOnceOrDefault;
        int ahead = policy.Reuses ? FramesAhead : Math.Max(1, StepsAtOnce - 1);
        (_decoded, _segmented) = (NewChannel(ahead), NewChannel(ahead));
        var segmenter = request.Model.OpenStream(policy, resources.Memory, keyframes.HeadStart(request.KeyframeOffset));
        var steps = new StepRunner(resources.Scheduler, options.Priority, StepsAtOnce, hasBacklog: () => _decoded.Reader.Count > 0);
        _inference = new FrameInference(request, resources, segmenter, steps);
        _inbox = new FrameInbox(options.Delivery, limits.InboxFrames);
        _memoryIdleTime = limits.MemoryIdleTime;
        _disposal = new Lazy<Task>(DisposeOnceAsync);
        _loops = Task.WhenAll(
            Task.Run(() => RunLoopAsync(DecodeLoopAsync(_cancelled.Token), e => _decoded.Writer.Complete(e))),
            Task.Run(() => RunLoopAsync(SegmentLoopAsync(_cancelled.Token), e => _segmented.Writer.Complete(e))),
            Task.Run(() => RunLoopAsync(ComposeLoopAsync(_cancelled.Token), output.Complete)));
    }

    /// <summary>Steps that run in parallel, at most.</summary>
    public int StepsAtOnce { get; }

    /// <summary>The size of the cached tensors, in bytes.</summary>
    public long MemoryBytes => _inference.MemoryBytes;

    /// <summary>The lowest frame number that <see cref="SubmitAsync"/> takes.</summary>
    public ulong NextFrameNumber => (ulong)(_lastFrameNumber + 1);

    /// <summary>Hands a frame in; one caller at a time. Ends when the inbox has taken it: with ALL the sender waits here.</summary>
    /// <exception cref="FrameNumberNotRisingException">The frame number does not rise.</exception>
    /// <exception cref="ChannelClosedException">The pipeline is complete.</exception>
    public async ValueTask SubmitAsync(SubmittedFrame frame, CancellationToken cancellationToken)
    {
        if (frame.FrameNumber > long.MaxValue || (long)frame.FrameNumber <= _lastFrameNumber)
        {
            throw new FrameNumberNotRisingException(frame.FrameNumber, _lastFrameNumber < 0 ? null : (ulong)_lastFrameNumber);
        }

        Instruments.FramesReceived.Add(1);
        var inProgress = new FrameInProgress(frame, _time);
        if (_request.Quota.Take(frame.Picture) is { } refused)
        {
            inProgress.Ended(refused);
        }

        try
        {
            await _inbox.SendAsync(inProgress, cancellationToken);
        }
        catch
        {
            inProgress.Dispose();
            throw;
        }

        _lastFrameNumber = (long)frame.FrameNumber;
    }

    /// <summary>Drains: no more frames will come. Those that were taken are finished, then the output is completed.</summary>
    public void Complete() => _inbox.Complete();

    /// <summary>Cancels: what is not finished is abandoned. The memory is released when this ends.</summary>
    public async ValueTask DisposeAsync() => await _disposal.Value;

    /// <summary>Stops the loops, and does not wait for their end.</summary>
    internal Task CancelAsync()
    {
        _inbox.Complete();
        return _cancelled.CancelAsync();
    }

    private async Task DecodeLoopAsync(CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(cancellationToken) is { } frame)
        {
            await _inference.DecodeAsync(frame, cancellationToken);
            await _inference.StartIndependentAsync(frame, cancellationToken);
            await HandOverAsync(frame, _decoded.Writer, cancellationToken);
        }
    }

    private async Task SegmentLoopAsync(CancellationToken cancellationToken)
    {
        _inbox.RequestNext();
        await foreach (var frame in _decoded.Reader.ReadAllAsync(cancellationToken))
        {
            await _inference.SegmentAsync(frame);
            bool tookItsTurn = frame.Outcome is not FrameDropped;
            await HandOverAsync(frame, _segmented.Writer, cancellationToken);
            if (tookItsTurn)
            {
                _inbox.RequestNext();
            }
        }
    }

    private async Task ComposeLoopAsync(CancellationToken cancellationToken)
    {
        var composer = new ResultComposer(_request.Model, _request.Options, _request.Tracker);
        await foreach (var frame in _segmented.Reader.ReadAllAsync(cancellationToken))
        {
            using (frame)
            {
                if (frame.Step is { } step)
                {
                    var outcome = composer.Compose(step, frame.Size);
                    frame.Ended(outcome);
                }

                FrameTelemetry.Record(frame, _request.Options);
                await _output.WriteAsync(frame.ToResult(), frame.Previews, cancellationToken);
            }
        }
    }

    /// <summary>The next frame of the inbox. While the inbox stays empty for long, the stream's memory is released.</summary>
    private async ValueTask<FrameInProgress?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var arrival = _inbox.ReceiveAsync(cancellationToken);
        if (arrival.IsCompleted || _inference.MemoryBytes == 0)
        {
            return await arrival;
        }

        var waiting = arrival.AsTask();
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(waiting, Task.Delay(_memoryIdleTime, _time, idle.Token)) != waiting)
        {
            _inference.ReleaseIdleMemory();
        }

        await idle.CancelAsync();
        return await waiting;
    }

    /// <summary>The root of a loop: its end, good or bad, ends what stands behind it, and a bad one ends the pipeline.</summary>
    private async Task RunLoopAsync(Task loop, Action<Exception?> complete)
    {
        try
        {
            await loop;
            complete(null);
        }
#pragma warning disable CA1031 // The failure goes to the output.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_cancelled.IsCancellationRequested && e is not VideoSegException)
            {
                Log.LoopFailed(_logger, _request.Options.StreamId, e);
            }

            // The loops behind this one see the cancellation first; the output is to get its cause.
            var cause = Interlocked.CompareExchange(ref _failure, e, null) ?? e;
            complete(cause);
            await _cancelled.CancelAsync();
        }
    }

    private async Task DisposeOnceAsync()
    {
        await CancelAsync();
        await _loops;
        _inbox.Clear();
        foreach (var channel in new[] { _decoded, _segmented })
        {
            while (channel.Reader.TryRead(out var frame))
            {
                await frame.AbandonAsync();
            }
        }

        _inference.Dispose();
        _request.Model.Dispose();
        _cancelled.Dispose();
    }

    /// <summary>The frame belongs to the next loop when this ends, and is disposed when it fails.</summary>
    private static async ValueTask HandOverAsync(FrameInProgress frame, ChannelWriter<FrameInProgress> next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WriteAsync(frame, cancellationToken);
        }
        catch
        {
            await frame.AbandonAsync();
            throw;
        }
    }

    private static Channel<FrameInProgress> NewChannel(int capacity) =>
        Channel.CreateBounded<FrameInProgress>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}: a loop failed; the stream ends")]
        public static partial void LoopFailed(ILogger logger, string streamId, Exception exception);
    }
}
