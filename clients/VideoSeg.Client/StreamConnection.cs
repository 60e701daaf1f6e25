using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>One call of a stream; after a broken connection the stream goes on with another.</summary>
internal sealed class StreamConnection : IDisposable
{
    private readonly AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> _call;

    private StreamConnection(AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamStarted started)
    {
        _call = call;
        Started = started;
    }

    public StreamStarted Started { get; }

    /// <summary>Ends when the frames that a broken connection left behind are sent again. It does not fail: who uses the connection next learns of its end.</summary>
    public Task SentAgain { get; private set; } = Task.CompletedTask;

    /// <summary>Sends the first message and waits for the answer.</summary>
    /// <exception cref="RpcException">The server refused, or can't be reached.</exception>
    public static async Task<StreamConnection> OpenAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamSegmentRequest first, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(call, first, cancellationToken).ConfigureAwait(false);
            var response = await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false) ? call.ResponseStream.Current : null;
            return new StreamConnection(call, response?.Started ?? throw Unexpected(response));
        }
        catch (Exception e) when (IsEndOfCall(e, cancellationToken))
        {
            call.Dispose();
            throw Ended(e);
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
        catch (Exception e) when (IsEndOfCall(e, cancellationToken))
        {
            throw Ended(e);
        }
    }

    public void SendAgain(IReadOnlyList<StreamSegmentRequest> frames, CancellationToken cancellationToken) =>
        SentAgain = frames.Count == 0 ? Task.CompletedTask : SendAllAsync(frames, cancellationToken);

    /// <summary>Says that the stream is over and every result was received. Whether the server hears it makes no difference to who says it.</summary>
    public async Task SayGoodbyeAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
        }
    }

    /// <summary>The next result; null: the server ended the call in good order.</summary>
    /// <exception cref="RpcException">The server ended the stream, or the connection broke.</exception>
    public async Task<FrameResult?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? _call.ResponseStream.Current.Result ?? throw Unexpected(_call.ResponseStream.Current)
                : null;
        }
        catch (Exception e) when (IsEndOfCall(e, cancellationToken))
        {
            throw Ended(e);
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

    /// <summary>A server that refuses may end the call before it has read the message; why, the answer says.</summary>
    private static async Task WriteAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamSegmentRequest first, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(first, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEndOfCall(e, cancellationToken))
        {
        }
    }

    /// <summary>
    /// A write may meet the broken connection before the call has its status. And sender and reader share the call: when one has found it
    /// broken and disposed it, the other finds it closed.
    /// </summary>
    private static bool IsEndOfCall(Exception e, CancellationToken cancellationToken) =>
        e is InvalidOperationException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static RpcException Ended(Exception e) => new(new Status(StatusCode.Unavailable, "The call has ended.", e));

    private static InvalidDataException Unexpected(StreamSegmentResponse? response) =>
        new($"The server sent '{response?.MessageCase.ToString() ?? "nothing"}' where something else is due: is it a VideoSeg server of this version?");
}
