using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// An open stream of video. One sends, one reads, and both at once: a server whose results nobody reads stops taking
/// frames. Frames are numbered from 0 in the order in which they are sent.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of video, not of bytes.")]
public sealed class SegmentationStream : IAsyncDisposable
{
    private readonly AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> _call;
    private ulong _nextFrameNumber;

    private SegmentationStream(AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamStarted started)
    {
        _call = call;
        Started = started;
    }

    /// <summary>The stream as the server accepted it: its id, model, classes, options and limits.</summary>
    public StreamStarted Started { get; }

    /// <summary>Sends one frame and returns its number. Completes when the connection has taken it, so it waits while the server is busy.</summary>
    /// <param name="frame">Its bytes must not change until this is complete.</param>
    /// <param name="cancellationToken">Ends the stream if the frame is half sent.</param>
    /// <exception cref="FrameTooLargeException">The frame is over the server's limits. Nothing was sent; the stream goes on.</exception>
    /// <exception cref="VideoSegServerException">The server has ended the stream.</exception>
    public async Task<ulong> SendAsync(VideoFrame frame, CancellationToken cancellationToken = default)
    {
        var request = new StreamSegmentRequest { Frame = frame.ToMessage(_nextFrameNumber) };
        FrameTooLargeException.ThrowIfOver(Started.Limits, request);
        try
        {
            await _call.RequestStream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw VideoSegServerException.From(e);
        }

        return _nextFrameNumber++;
    }

    /// <summary>Says that no more frames come. The results of those that were sent can still be read.</summary>
    public Task CompleteAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>One result for each frame, in their order; ends after <see cref="CompleteAsync"/> with the last one. To be read once.</summary>
    /// <exception cref="VideoSegServerException">The server has ended the stream.</exception>
    public async IAsyncEnumerable<FrameResult> ReadResultsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await NextAsync(_call, cancellationToken).ConfigureAwait(false) is { } response)
        {
            yield return response.Result ?? throw Unexpected(response);
        }
    }

    /// <summary>Ends the stream; frames without a result are given up.</summary>
    public ValueTask DisposeAsync()
    {
        _call.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static async Task<SegmentationStream> OpenAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamConfig config, CancellationToken cancellationToken)
    {
        try
        {
            await WriteConfigAsync(call, config, cancellationToken).ConfigureAwait(false);
            var response = await NextAsync(call, cancellationToken).ConfigureAwait(false);
            return new SegmentationStream(call, response?.Started ?? throw Unexpected(response));
        }
        catch (RpcException e)
        {
            call.Dispose();
            throw VideoSegServerException.From(e);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>A server that refuses the call at its door may have ended it before the config is sent: what is read then says why.</summary>
    private static async Task WriteConfigAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, StreamConfig config, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = config }, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told by the read.
        }
    }

    private static async Task<StreamSegmentResponse?> NextAsync(
        AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false) ? call.ResponseStream.Current : null;
        }
        catch (RpcException e)
        {
            throw VideoSegServerException.From(e);
        }
    }

    private static InvalidDataException Unexpected(StreamSegmentResponse? response) =>
        new($"The server sent '{response?.MessageCase.ToString() ?? "nothing"}' where something else is due: is it a VideoSeg server of this version?");
}
