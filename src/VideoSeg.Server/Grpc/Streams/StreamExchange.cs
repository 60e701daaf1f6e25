using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Access.Sessions;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Grpc.Models;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Server.Listening;
using VideoSeg.Server.Telemetry;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Sessions;
using VideoSeg.V1;
using VideoSeg.Vision;

namespace VideoSeg.Server.Grpc.Streams;

/// <summary>
/// The exchange of one client with one stream, over any transport: one loop submits the client's frames, one writes the results, and the exchange ends
/// when both have ended. Whatever ends the frames (half-close, a message that is not allowed), the frames before it are answered first. When the
/// connection breaks, the stream waits for its client, which comes back with <c>resume</c>; a client that ends its call does not come back.
/// </summary>
internal sealed class StreamExchange(
    StreamRegistry streams, IOptions<ServeOptions> serve, IOptions<StreamingOptions> streaming, FrameTraces traces, TimeProvider time)
{
    public async Task RunAsync(IStreamClient client)
    {
        var first = await ReadAsync(client, client.Left);
        await using var attachment = await AttachAsync(first, client);
        try
        {
            bool isResumed = first!.MessageCase == StreamSegmentRequest.MessageOneofCase.Resume;
            await client.WriteAsync(EncodedResponse.OfMessage(new StreamSegmentResponse { Started = StartedOf(attachment.Session, isResumed) }), client.Left);
            await ExchangeAsync(attachment, client);
        }
        catch (OperationCanceledException) when (!client.Left.IsCancellationRequested && attachment.Ended.IsCancellationRequested)
        {
            throw attachment.TerminationReason;
        }
        catch (Exception e) when (e is not VideoSegException && client.Left.IsCancellationRequested)
        {
            // A client whose credential expired may come back with a new one.
            bool hasSessionEnded = CallerSession.CauseOf(client.Http, e) != e;
            if (attachment.Session.ResumeGrace > TimeSpan.Zero && (hasSessionEnded || await client.IsConnectionLostAsync()))
            {
                attachment.ConnectionLost();
            }

            throw;
        }
    }

    private async Task<StreamAttachment> AttachAsync(StreamSegmentRequest? first, IStreamClient client) => first?.MessageCase switch
    {
        StreamSegmentRequest.MessageOneofCase.Config => StreamAttachment.To(await OpenAsync(first.Config, client), client.Left),
        StreamSegmentRequest.MessageOneofCase.Resume => await streams.ResumeAsync(StreamConfigMapping.ToResumption(first.Resume), client.Left),
        _ => throw OutOfPlace($"the first message of a stream must be config or resume; this call began with {Describe(first)}"),
    };

    private Task<StreamSession> OpenAsync(StreamConfig config, IStreamClient client) => streams.OpenAsync(
        StreamConfigMapping.ToOptions(config), client.Http.ShareOwner(), isAuthenticated: client.Http.Caller() != Caller.Anonymous, client.Left);

    private async Task ExchangeAsync(StreamAttachment attachment, IStreamClient client)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(client.Left, attachment.Ended);
        var reading = ReadFramesAsync(client, attachment.Session, over);
        try
        {
            await foreach (var result in attachment.Session.ReadResultsAsync(over.Token))
            {
                await client.WriteAsync(EncodedResponse.OfResult(result), over.Token);
            }
        }
        finally
        {
            // When the results end before the frames, there is nothing left to read for.
            await over.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
    }

    private async Task ReadFramesAsync(IStreamClient client, StreamSession session, CancellationTokenSource over)
    {
        var call = FrameTraces.ContextOf(client.Http.Request.Headers);
        try
        {
            while (await ReadAsync(client, over.Token) is { } request)
            {
                var frame = request.MessageCase == StreamSegmentRequest.MessageOneofCase.Frame
                    ? request.Frame
                    : throw OutOfPlace($"after config or resume a stream takes frames alone; this message was {Describe(request)}");
                var submitted = FrameMapping.ToSubmitted(frame, time.GetUtcNow(), traces.ParentOf(frame.FrameNumber, frame.TraceParent, call));
                await session.SubmitAsync(submitted with { Pixels = client.DetachRoom() }, over.Token);
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

    /// <summary>The next message, checked against the caller's grants, or null after the client's half-close.</summary>
    private static async Task<StreamSegmentRequest?> ReadAsync(IStreamClient client, CancellationToken cancellationToken)
    {
        try
        {
            var message = await client.ReadAsync(cancellationToken);
            if (message is not null)
            {
                MethodTable.Check(MethodTable.StreamSegment, message, client.Http.Caller);
            }

            return message;
        }
        catch (InvalidProtocolBufferException)
        {
            throw OutOfPlace("a message cannot be parsed: it is not a videoseg.v1.StreamSegmentRequest");
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
        StreamSegmentRequest.MessageOneofCase.None => "an empty message",
        StreamSegmentRequest.MessageOneofCase.Config => "another config",
        StreamSegmentRequest.MessageOneofCase.Resume => "resume",
        _ => "a frame",
    };
}
