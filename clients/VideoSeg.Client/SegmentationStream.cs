using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// An open stream of video. One sends, one reads, and both at once: a server whose results nobody reads stops taking
/// frames. Frames are numbered from 0 in the order in which they are sent.
/// </summary>
/// <remarks>
/// It outlives its connection. Frames are kept until their results are here; when the connection breaks, whoever notices it first, sender or
/// reader, comes back to the stream, and what the server had not received is sent again. Each result is seen once and in order, and track ids
/// go on. Where the server no longer knows the stream it begins anew: <see cref="Restarts"/>.
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

    /// <summary>The stream as the server accepted it: its id, model, classes, options and limits. Of the newest one after a restart.</summary>
    public StreamStarted Started { get; private set; }

    /// <summary>Times that the connection was replaced.</summary>
    public int Reconnects { get; private set; }

    /// <summary>Times that the stream had to begin anew, because the server no longer knew it: track ids begin anew with it.</summary>
    public int Restarts { get; private set; }

    /// <summary>
    /// Sends one frame and returns its number. Completes when the connection has taken it, so it waits while the server is busy, and while
    /// <see cref="VideoSegClientOptions.MaxUnansweredFrames"/> wait for their results.
    /// </summary>
    /// <param name="frame">Its bytes must not change until its result is here.</param>
    /// <param name="cancellationToken">Ends the stream if the frame is half sent.</param>
    /// <exception cref="FrameTooLargeException">The frame is over the server's limits. Nothing was sent; the stream goes on.</exception>
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

    /// <summary>Says that no more frames come. The results of those that were sent can still be read.</summary>
    public Task CompleteAsync()
    {
        StreamConnection connection;
        bool isOver;
        lock (_gate)
        {
            (_completed, isOver, connection) = (true, _unanswered.IsEmpty, _connection);
        }

        // A server that has heard the last word of its client forgets the stream: it is said when the last result is here.
        return isOver ? connection.SayGoodbyeAsync() : Task.CompletedTask;
    }

    /// <summary>One result for each frame, in their order; ends after <see cref="CompleteAsync"/> with the last one. To be read once.</summary>
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
                    await connection.SayGoodbyeAsync().ConfigureAwait(false);
                }

                yield return result;
            }
        }
    }

    /// <summary>Ends the stream; frames without a result are given up.</summary>
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

    /// <summary>No more frames come, and all results are here: how the connection ends is of no interest any more.</summary>
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
            await connection.SentAgain.ConfigureAwait(false);
            await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            // The frame is among those that are sent again.
            connection = await ReconnectAsync(connection, e, cancellationToken).ConfigureAwait(false);
            await connection.SentAgain.ConfigureAwait(false);
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
            await broken.SentAgain.ConfigureAwait(false);
            ulong? lastAnswered;
            lock (_gate)
            {
                lastAnswered = _unanswered.LastAnswered;
            }

            var connection = await _dialler.ReopenAsync(Started, lastAnswered, cause, _ended.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _connection = connection;
                connection.SendAgain(_unanswered.From(connection.Started.NextFrameNumber), _ended.Token);
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
