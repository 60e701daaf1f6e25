using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>One call of a stream. After a broken connection the stream continues on another call.</summary>
internal sealed class StreamConnection : IDisposable
{
    private readonly AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> _call;

    private StreamConnection(AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamStarted started)
    {
        _call = call;
        Started = started;
    }

    public StreamStarted Started { get; }

    /// <summary>Completes when the unanswered frames of a broken connection were sent again. It never fails: the next use of the connection reports the failure.</summary>
    public Task Resent { get; private set; } = Task.CompletedTask;

    /// <summary>Sends the first message and waits for the response.</summary>
    /// <exception cref="RpcException">The server refused the call, or cannot be reached.</exception>
    public static async Task<StreamConnection> OpenAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamSegmentRequest first, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(call, first, cancellationToken).ConfigureAwait(false);
            var response = await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false) ? call.ResponseStream.Current : null;
            return new StreamConnection(call, response?.Started ?? throw Unexpected(response));
        }
        catch (Exception e) when (ServerCall.FailureOf(e, cancellationToken) is { } failure)
        {
            call.Dispose();
            throw failure;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <exception cref="RpcException">The server ended the stream, or the connection broke.</exception>
    public async Task SendAsync(StreamSegmentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _call.RequestStream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ServerCall.FailureOf(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    public void Resend(IReadOnlyList<StreamSegmentRequest> frames, CancellationToken cancellationToken) =>
        Resent = frames.Count == 0 ? Task.CompletedTask : SendAllAsync(frames, cancellationToken);

    /// <summary>Half-closes the call: the stream is complete and every result was received. Failures are ignored, because nothing depends on it.</summary>
    public async Task HalfCloseAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
        }
    }

    /// <summary>The next result; null: the server completed the call.</summary>
    /// <exception cref="RpcException">The server ended the stream, or the connection broke.</exception>
    public async Task<FrameResult?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? ResultMapping.ToResult(_call.ResponseStream.Current.Result ?? throw Unexpected(_call.ResponseStream.Current))
                : null;
        }
        catch (Exception e) when (ServerCall.FailureOf(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    public void Dispose() => _call.Dispose();

    private async Task SendAllAsync(IReadOnlyList<StreamSegmentRequest> frames, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var frame in frames)
            {
                await SendAsync(frame, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
        }
    }

    /// <summary>A server that refuses the call may end it before it has read the message; the response tells why.</summary>
    private static async Task WriteAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamSegmentRequest first, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(first, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ServerCall.FailureOf(e, cancellationToken) is not null)
        {
        }
    }

    private static InvalidDataException Unexpected(StreamSegmentResponse? response) =>
        new($"The server sent '{response?.MessageCase.ToString() ?? "nothing"}' where something else is due: is it a VideoSeg server of this version?");
}
