using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Hosting;
using VideoSeg.Server.Telemetry;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Sessions;
using VideoSeg.V1;
using VideoSeg.Vision;

namespace VideoSeg.Server.Grpc;

/// <summary>
/// A call holds a stream: one loop hands the client's frames in, one writes the results, and the call ends when both have.
/// Whatever ends the frames (half-close, a message that is not allowed), the frames before it are answered first. When the connection breaks,
/// the stream waits for its client, which comes back with `resume`; a client that cancels its call does not come back.
/// </summary>
internal sealed class SegmentationGrpcService(
    StreamRegistry streams, IOptions<ServeOptions> serve, IOptions<StreamingOptions> streaming, FrameTraces traces, TimeProvider time)
    : EncodedSegmentationService.ServiceBase
{
    public override async Task StreamSegment(
        IAsyncStreamReader<StreamSegmentRequest> requests, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context)
    {
        var first = await NextAsync(requests, context.CancellationToken);
        await using var attachment = await AttachAsync(first, context);
        try
        {
            bool isResumed = first!.MessageCase == StreamSegmentRequest.MessageOneofCase.Resume;
            await responses.WriteAsync(EncodedResponse.OfMessage(new StreamSegmentResponse { Started = StartedOf(attachment.Session, isResumed) }), context.CancellationToken);
            await ExchangeAsync(attachment, requests, responses, context);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested && attachment.Ended.IsCancellationRequested)
        {
            throw attachment.TerminationReason;
        }
        catch (Exception e) when (e is not VideoSegException && context.CancellationToken.IsCancellationRequested)
        {
            if (attachment.Session.ResumeGrace > TimeSpan.Zero && await CallEnd.IsConnectionLostAsync(context))
            {
                attachment.ConnectionLost();
            }

            throw;
        }
    }

    private async Task<StreamAttachment> AttachAsync(StreamSegmentRequest? first, ServerCallContext context) => first?.MessageCase switch
    {
        StreamSegmentRequest.MessageOneofCase.Config => StreamAttachment.To(streams.Open(StreamConfigMapping.ToOptions(first.Config), CallerOf(context))),
        StreamSegmentRequest.MessageOneofCase.Resume => await streams.ResumeAsync(StreamConfigMapping.ToResumption(first.Resume)),
        _ => throw OutOfPlace($"the first message of a stream must be its config, or resume; this call began with {Describe(first)}"),
    };

    private async Task ExchangeAsync(
        StreamAttachment attachment, IAsyncStreamReader<StreamSegmentRequest> requests, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, attachment.Ended);
        var reading = ReadFramesAsync(requests, attachment.Session, FrameTraces.OfCall(context), over);
        try
        {
            await foreach (var result in attachment.Session.ReadResultsAsync(over.Token))
            {
                await responses.WriteAsync(EncodedResponse.OfResult(result), over.Token);
            }
        }
        finally
        {
            // Results that end before the frames mean that there is nothing left to read for.
            await over.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
    }

    private async Task ReadFramesAsync(
        IAsyncStreamReader<StreamSegmentRequest> requests, StreamSession session, ActivityContext call, CancellationTokenSource over)
    {
        try
        {
            while (await NextAsync(requests, over.Token) is { } request)
            {
                var frame = request.MessageCase == StreamSegmentRequest.MessageOneofCase.Frame
                    ? request.Frame
                    : throw OutOfPlace($"after its config a stream takes frames alone; this message was {Describe(request)}");
                await session.SubmitAsync(FrameMapping.ToSubmitted(frame, time.GetUtcNow(), traces.ParentOf(frame, call)), over.Token);
            }

            session.Complete();
        }
        catch (Exception e) when (e is VideoSegException or RpcException)
        {
            session.Complete();
            throw;
        }
        catch
        {
            await over.CancelAsync();
            throw;
        }
    }

    /// <summary>Whose limits count: those of callers without a name go by address.</summary>
    private static string CallerOf(ServerCallContext context) => context.Caller() is var caller && caller != Caller.Anybody
        ? caller.Name
        : context.GetHttpContext().Connection.RemoteIpAddress?.ToString() ?? caller.Name;

    /// <summary>The next message, or null after the client's half-close.</summary>
    private async Task<StreamSegmentRequest?> NextAsync(IAsyncStreamReader<StreamSegmentRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken) ? requests.Current : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            throw new MessageTooLargeException(serve.Value.MaxMessageBytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw OutOfPlace("a message cannot be read: it is not a videoseg.v1.StreamSegmentRequest");
        }
    }

    private StreamStarted StartedOf(StreamSession session, bool isResumed) => new()
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
        ResumeToken = session.ResumeToken,
        ResumeGrace = Duration.FromTimeSpan(session.ResumeGrace),
        Resumed = isResumed,
        NextFrameNumber = session.NextFrameNumber,
    };

    private static InvalidRequestException OutOfPlace(string message) => new("message", message, "MESSAGE_OUT_OF_PLACE");

    private static string Describe(StreamSegmentRequest? request) => request?.MessageCase switch
    {
        null => "no message",
        StreamSegmentRequest.MessageOneofCase.None => "an empty one",
        StreamSegmentRequest.MessageOneofCase.Config => "another config",
        StreamSegmentRequest.MessageOneofCase.Resume => "resume",
        _ => "a frame",
    };
}
