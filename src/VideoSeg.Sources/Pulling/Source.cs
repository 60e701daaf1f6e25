using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using VideoSeg.Sources.Feeds;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Pulling;

/// <summary>
/// Pulls video into a stream:
/// <code>
/// connect ─► frames ─► session ─► results for subscribers
///    ▲          │
///    └─ pause ◄─┘ broken, silent, ended
/// </code>
/// The stream stays open over connections: frame numbers and presentation times continue to rise, and the first frame of a connection is a keyframe. If the session itself fails,
/// a new one is opened with the same id, and the numbers continue to rise too.
/// </summary>
internal sealed class Source : IAsyncDisposable
{
    private readonly SourceAddress _address;
    private readonly bool _paced;
    private readonly Func<CancellationToken, Task<IVideoFeed>> _connect;
    private readonly Func<StreamSession> _open;
    private readonly SourceOptions _limits;
    private readonly ReconnectPauses _pauses;
    private readonly Func<ulong, ActivityContext?> _trace;
    private readonly TimeProvider _time;
    private readonly SourceTimeline _timeline;
    private readonly SourceProgress _progress;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _deleted = new();

    /// <param name="session">Its stream; takes ownership.</param>
    /// <param name="open">Opens the stream again if it failed.</param>
    /// <param name="address">Where the video is.</param>
    /// <param name="connect">Connects to the video.</param>
    /// <param name="paced">Whether frames wait for their presentation time.</param>
    /// <param name="limits">The limits of all sources.</param>
    /// <param name="seed">The seed of the jitter in its pauses.</param>
    /// <param name="trace">The parent of a frame's span; null: the frame is not traced.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes changes of its state.</param>
    public Source(
        StreamSession session,
        Func<StreamSession> open,
        SourceAddress address,
        Func<CancellationToken, Task<IVideoFeed>> connect,
        bool paced,
        SourceOptions limits,
        int seed,
        Func<ulong, ActivityContext?> trace,
        TimeProvider time,
        ILogger logger)
    {
        (_open, _address, _connect, _paced, _limits, _trace, _time) = (open, address, connect, paced, limits, trace, time);
        _pauses = new ReconnectPauses(limits.MaxPause, seed);
        _timeline = new SourceTimeline(time);
        _progress = new SourceProgress(new SourceStatus(session.Options.StreamId, address.Shown, SourceState.Connecting, "", 0, time.GetUtcNow()), logger);
        Ended = Task.Run(() => RunAsync(session));
    }

    public SourceStatus Status => _progress.Status;

    /// <summary>Completes when the source has ended and its stream is closed.</summary>
    public Task Ended { get; }

    /// <summary>Drains: reads no more frames; those that were read are finished.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    /// <summary>Cancels: ends the source and its stream; what is not finished is abandoned.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _deleted.CancelAsync();
        await Ended;
    }

    private async Task RunAsync(StreamSession? session)
    {
        while (!_stopping.IsCancellationRequested || session is not null)
        {
            try
            {
                session ??= _open();
                await using (session)
                {
                    await StreamAsync(session);
                }

                _progress.Ended();
                return;
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The root of the source: whatever ended its session, a new one is opened.
            catch (Exception e)
#pragma warning restore CA1031
            {
                session = null;
                if (e is ServerStoppingException)
                {
                    return;
                }

                _progress.Failed(e is VideoSegException known ? known.Message : "the server failed; its log says why", "SESSION", e);
                await Task.Delay(_pauses.Next(), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Feeds the session until the video ends. Its results are for subscribers; here they are read and discarded.</summary>
    private async Task StreamAsync(StreamSession session)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var reading = ReadAllAsync(session, over);
        try
        {
            await FeedAsync(session, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The server stops, or the session failed: then reading its results throws the cause.
        }
        finally
        {
            session.Complete();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
    }

    private async Task ReadAllAsync(StreamSession session, CancellationTokenSource over)
    {
        try
        {
            await foreach (var _ in session.ReadResultsAsync(_deleted.Token))
            {
                _progress.Completed(session.Failures);
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    /// <summary>Connects again and again. Ends with a file that does not loop.</summary>
    private async Task FeedAsync(StreamSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _progress.Connecting();
                await FollowAsync(session, cancellationToken);
                if (_address.IsFile)
                {
                    return;
                }

                _progress.Failed($"{_address.Shown} ended the stream", "VIDEO_ENDED", null);
            }
            catch (VideoException e)
            {
                _progress.Failed(e.Message, e.Reason, e);
            }
            catch (FileRefusedException e)
            {
                // The file is gone, or has been replaced.
                _progress.Failed(e.Message, "VIDEO_MISSING", e);
            }
            catch (Exception e) when (e is IOException or SocketException or HttpRequestException or AuthenticationException or UnauthorizedAccessException)
            {
                _progress.Failed($"{_address.Shown}: {e.Message}", "VIDEO_UNREACHABLE", null);
            }

            await Task.Delay(_pauses.Next(), _time, cancellationToken);
        }
    }

    /// <summary>One connection, from its beginning to its end.</summary>
    /// <exception cref="VideoException">There is no video, or none for too long.</exception>
    private async Task FollowAsync(StreamSession session, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_limits.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        bool isFirst = true;
        try
        {
            await using var feed = await _connect(either.Token);
            _timeline.BeginFeed();
            while (await feed.ReadAsync(either.Token) is { } frame)
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                if (isFirst)
                {
                    _pauses.Reset();
                    _progress.Running();
                }

                _progress.Incomplete(feed.Problem);
                await HandOverAsync(session, frame, isFirst, cancellationToken);
                isFirst = false;
                patience.CancelAfter(_limits.SilenceTimeout);
            }

            _progress.Incomplete(feed.Problem);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw isFirst
                ? new VideoException("VIDEO_UNREACHABLE", $"{_address.Shown} sent no frame within {_limits.ConnectTimeout.TotalSeconds:0} s")
                : new VideoException("VIDEO_SILENT", $"{_address.Shown} sent no frame for {_limits.SilenceTimeout.TotalSeconds:0} s");
        }
    }

    private async Task HandOverAsync(StreamSession session, FeedFrame frame, bool isFirst, CancellationToken cancellationToken)
    {
        var shown = _timeline.Place(frame.Time);
        try
        {
            if (_paced && _timeline.WaitFor(shown) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }
        }
        catch
        {
            frame.Dispose();
            throw;
        }

        ulong number = _timeline.NextFrame;
        await session.SubmitAsync(
            new SubmittedFrame(number, shown, frame.Picture, _time.GetUtcNow()) { Pixels = frame, IsDiscontinuity = isFirst || frame.IsDiscontinuity, Trace = _trace(number) },
            cancellationToken);
        _timeline.Advance(shown);
    }
}
