using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Hosting;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Sessions;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc;

/// <summary>
/// A call is a session: one loop hands the client's frames in, one writes the results, and the call ends when both have.
/// Whatever ends the frames (half-close, a message that is not allowed), the frames before it are answered first.
/// </summary>
internal sealed class SegmentationGrpcService(
    StreamRegistry streams, IOptions<ServeOptions> serve, IOptions<StreamingOptions> streaming, TimeProvider time)
    : SegmentationService.SegmentationServiceBase
{
    public override async Task StreamSegment(
        IAsyncStreamReader<StreamSegmentRequest> requests, IServerStreamWriter<StreamSegmentResponse> responses, ServerCallContext context)
    {
        await using var session = streams.Open(await ReadConfigAsync(requests, context.CancellationToken));
        await responses.WriteAsync(new StreamSegmentResponse { Started = StartedOf(session) }, context.CancellationToken);

        using var resultsEnded = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadFramesAsync(requests, session, resultsEnded.Token);
        try
        {
            await WriteResultsAsync(session, responses, context.CancellationToken);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // The client is still there, so it was the shutdown's deadline.
            throw new StreamRefusedException(
                StreamRefusal.Draining, "SERVER_STOPPING", "the server had to stop before all frames were done; come back in a moment");
        }
        finally
        {
            // Results that end before the frames mean that the session is over: there is nothing left to read for.
            await resultsEnded.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
    }

    private async Task<StreamOptions> ReadConfigAsync(IAsyncStreamReader<StreamSegmentRequest> requests, CancellationToken cancellationToken)
    {
        var first = await NextAsync(requests, cancellationToken);
        return first?.MessageCase == StreamSegmentRequest.MessageOneofCase.Config
            ? StreamConfigMapping.ToOptions(first.Config)
            : throw OutOfPlace($"the first message of a stream must be its config; this call began with {Describe(first)}");
    }

    private async Task ReadFramesAsync(IAsyncStreamReader<StreamSegmentRequest> requests, StreamSession session, CancellationToken cancellationToken)
    {
        try
        {
            while (await NextAsync(requests, cancellationToken) is { } request)
            {
                var frame = request.MessageCase == StreamSegmentRequest.MessageOneofCase.Frame
                    ? request.Frame
                    : throw OutOfPlace($"after its config a stream takes frames alone; this message was {Describe(request)}");
                await session.SubmitAsync(FrameMapping.ToSubmitted(frame, time.GetUtcNow()), cancellationToken);
            }
        }
        finally
        {
            session.Complete();
        }
    }

    private static async Task WriteResultsAsync(
        StreamSession session, IServerStreamWriter<StreamSegmentResponse> responses, CancellationToken cancellationToken)
    {
        await foreach (var result in session.ReadResultsAsync(cancellationToken))
        {
            await responses.WriteAsync(new StreamSegmentResponse { Result = ResultMapping.ToMessage(result) }, cancellationToken);
        }
    }

    /// <summary>The next message, or null after the client's half-close.</summary>
    private async Task<StreamSegmentRequest?> NextAsync(IAsyncStreamReader<StreamSegmentRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken) ? requests.Current : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            throw StatusTable.MessageTooLarge(serve.Value.MaxMessageBytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw OutOfPlace("a message cannot be read: it is not a videoseg.v1.StreamSegmentRequest");
        }
    }

    private StreamStarted StartedOf(StreamSession session) => new()
    {
        StreamId = session.Options.StreamId,
        Model = session.Model.Manifest.Name,
        ModelVersion = session.Model.Manifest.Version,
        Categories = { session.Model.Categories.Select(ModelMapping.ToMessage) },
        Accepted = StreamConfigMapping.ToMessage(session.Options),
        Limits = new StreamLimits
        {
            MaxMessageBytes = (uint)serve.Value.MaxMessageBytes,
            MaxFramePixels = (uint)streaming.Value.MaxFramePixels,
        },
    };

    private static StreamRefusedException OutOfPlace(string message) => new(StreamRefusal.Invalid, "MESSAGE_OUT_OF_PLACE", message, "message");

    private static string Describe(StreamSegmentRequest? request) => request?.MessageCase switch
    {
        null => "no message",
        StreamSegmentRequest.MessageOneofCase.None => "an empty one",
        StreamSegmentRequest.MessageOneofCase.Config => "another config",
        StreamSegmentRequest.MessageOneofCase.Resume => "resume, which this server does not serve yet",
        _ => "a frame",
    };
}
