using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// An open stream of video. Send and read at the same time, each from one place: when results are not read, the server stops accepting
/// frames. Frames are numbered from 0 in the order in which they are sent.
/// </summary>
/// <remarks>
/// The stream outlives its connection. Frames are kept until their results arrive. When the connection breaks, the stream is resumed and the
/// frames that the server had not received are sent again. Each result is delivered once and in order, and track ids continue. A stream that
/// the server no longer knows is started again: <see cref="Restarts"/>.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of video, not of bytes.")]
public sealed class SegmentationStream : IAsyncDisposable
{
    private readonly StreamDialler _dialler;
    private readonly VideoSegClientOptions _options;
    private readonly CancellationTokenSource _ended;
    private readonly SemaphoreSlim _room;
    private readonly SemaphoreSlim _redialling = new(1);
    private readonly Lock _gate = new();
    private readonly UnansweredFrames _unanswered = new();
    private StreamConnection _connection;
    private ulong _nextFrameNumber;
    private bool _completed;
    private VideoSegServerException? _failure;

    private SegmentationStream(StreamDialler dialler, VideoSegClientOptions options, StreamConnection connection, CancellationTokenSource ended)
    {
        (_dialler, _options, _connection, _ended) = (dialler, options, connection, ended);
        _room = new SemaphoreSlim(options.MaxUnansweredFrames);
        Started = connection.Started;
    }

    /// <summary>The stream as the server accepted it: its id, model, categories, options and limits. After a restart, those of the new stream.</summary>
    public StreamStarted Started { get; private set; }

    /// <summary>How often the connection was replaced.</summary>
    public int Reconnects { get; private set; }

    /// <summary>How often the stream was started again because the server no longer knew it. Track ids start again too.</summary>
    public int Restarts { get; private set; }

    /// <summary>
    /// Sends one frame and returns its number. Completes when the connection has accepted the frame: it waits while the server is busy, and while
    /// <see cref="VideoSegClientOptions.MaxUnansweredFrames"/> frames wait for their results.
    /// </summary>
    /// <param name="frame">The frame. Its bytes must not change until its result has arrived.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests. A frame that is partly sent ends the stream.</param>
    /// <exception cref="FrameTooLargeException">The frame exceeds the server's limits. Nothing was sent; the stream goes on.</exception>
    /// <exception cref="VideoSegServerException">The server has ended the stream, or could not be reached again in time.</exception>
    public async Task<ulong> SendAsync(VideoFrame frame, CancellationToken cancellationToken = default)
    {
        var request = new StreamSegmentRequest { Frame = frame.ToMessage(_nextFrameNumber) };
        FrameTooLargeException.ThrowIfOver(Started.Limits, request);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await SendAsync(request, cancelled.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_failure is not null)
        {
            throw _failure;
        }

        return request.Frame.FrameNumber;
    }

    /// <summary>Completes the sending side. The results of the frames that were sent can still be read.</summary>
    public Task CompleteAsync()
    {
        StreamConnection connection;
        bool isOver;
        lock (_gate)
        {
            (_completed, isOver, connection) = (true, _unanswered.IsEmpty, _connection);
        }

        // After the half-close the server forgets the stream, so it is sent after the last result.
        return isOver ? connection.HalfCloseAsync() : Task.CompletedTask;
    }

    /// <summary>Returns one result for each frame, in frame order. Ends with the last one after <see cref="CompleteAsync"/>. May be enumerated once.</summary>
    /// <exception cref="VideoSegServerException">The server has ended the stream, or could not be reached again in time.</exception>
    public async IAsyncEnumerable<FrameResult> ReadResultsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var connection = _connection;
        while (true)
        {
            FrameResult? result = null;
            RpcException? failure = null;
            try
            {
                result = await connection.ReadAsync(cancelled.Token).ConfigureAwait(false);
            }
            catch (RpcException e)
            {
                failure = e;
            }
            catch (OperationCanceledException) when (_failure is not null)
            {
                throw _failure;
            }

            if (result is null)
            {
                if (IsOver)
                {
                    yield break;
                }

                failure ??= new RpcException(new Status(StatusCode.Unavailable, "The server ended the stream before all frames had their results."));
                connection = await ReconnectAsync(connection, failure, cancelled.Token).ConfigureAwait(false);
                continue;
            }

            if (Answer(result, out bool isLast))
            {
                if (isLast)
                {
                    await connection.HalfCloseAsync().ConfigureAwait(false);
                }

                yield return result;
            }
        }
    }

    /// <summary>Ends the stream. Frames without a result are abandoned.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        _connection.Dispose();
    }

    internal static async Task<SegmentationStream> OpenAsync(StreamDialler dialler, VideoSegClientOptions options, CancellationToken cancellationToken)
    {
        var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return new SegmentationStream(dialler, options, await dialler.OpenAsync(ended.Token).ConfigureAwait(false), ended);
        }
        catch (RpcException e)
        {
            ended.Dispose();
            throw VideoSegServerException.From(e);
        }
    }

    /// <summary>Whether sending is complete and all results have arrived, so that it does not matter how the connection ends.</summary>
    private bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _completed && _unanswered.IsEmpty;
            }
        }
    }

    private async Task SendAsync(StreamSegmentRequest request, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        StreamConnection connection;
        lock (_gate)
        {
            _unanswered.Add(request);
            _nextFrameNumber++;
            connection = _connection;
        }

        try
        {
            await connection.Resent.ConfigureAwait(false);
            await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            // The frame is among those that are sent again.
            connection = await ReconnectAsync(connection, e, cancellationToken).ConfigureAwait(false);
            await connection.Resent.ConfigureAwait(false);
        }
    }

    private bool Answer(FrameResult result, out bool isLast)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _unanswered.Answer(result.FrameNumber);
            isLast = _completed && _unanswered.IsEmpty;
        }

        if (isNew)
        {
            _room.Release();
        }

        return isNew;
    }

    /// <summary>The connection that takes the place of a broken one. Sender and reader may both come; one does it.</summary>
    private async Task<StreamConnection> ReconnectAsync(StreamConnection broken, RpcException cause, CancellationToken cancellationToken)
    {
        await _redialling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection != broken)
            {
                return _connection;
            }

            broken.Dispose();
            await broken.Resent.ConfigureAwait(false);
            ulong? lastAnswered;
            lock (_gate)
            {
                lastAnswered = _unanswered.LastAnswered;
            }

            var connection = await _dialler.ReopenAsync(Started, lastAnswered, cause, _ended.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _connection = connection;
                connection.Resend(_unanswered.From(connection.Started.NextFrameNumber), _ended.Token);
            }

            Reconnects++;
            if (!connection.Started.Resumed)
            {
                Restarts++;
                Started = connection.Started;
                _options.Restarted?.Invoke(Started);
            }

            return connection;
        }
        catch (RpcException e)
        {
            // Sender and reader are both to hear of it.
            _failure = VideoSegServerException.From(e);
            await _ended.CancelAsync().ConfigureAwait(false);
            throw _failure;
        }
        finally
        {
            _redialling.Release();
        }
    }
}
