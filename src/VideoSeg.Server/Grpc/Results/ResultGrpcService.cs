using Grpc.Core;
using VideoSeg.Events;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Sources;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Results;

/// <summary>Results for subscribers, who are not the stream's own client.</summary>
/// <param name="hub">The streams and their results.</param>
/// <param name="filtered">Results for subscribers with a filter.</param>
/// <param name="events">The rules of streams; null on a server without events.</param>
/// <param name="sources">The sources of streams; null on a server without sources.</param>
internal sealed class ResultGrpcService(ResultHub hub, FilteredResults filtered, EventService? events = null, SourceRegistry? sources = null) : EncodedResultService.ServiceBase
{
    public override async Task Subscribe(SubscribeRequest request, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context)
    {
        var filter = SubscriptionMapping.FilterOf(request);
        using var subscription = hub.Subscribe(SubscriptionMapping.ToOptions(request, context.Caller()));
        await foreach (var update in subscription.ReadAsync(context.CancellationToken))
        {
            if (filter is { Filter.EventsOnly: true } && update is SubscriptionEvent.Result { Logged.HasEvents: false })
            {
                continue;
            }

            await responses.WriteAsync(ResponseOf(update, filter), context.CancellationToken);
        }
    }

    public override Task<AcknowledgeResponse> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
    {
        hub.Acknowledge(new SubscriptionName(context.Caller().Id, request.Subscription), request.Sequence);
        return Task.FromResult(new AcknowledgeResponse());
    }

    public override Task<DeleteSubscriptionResponse> DeleteSubscription(DeleteSubscriptionRequest request, ServerCallContext context)
    {
        hub.DeleteSubscription(new SubscriptionName(context.Caller().Id, request.Subscription));
        return Task.FromResult(new DeleteSubscriptionResponse());
    }

    public override Task<ListStreamsResponse> ListStreams(ListStreamsRequest request, ServerCallContext context)
    {
        var pattern = request.Pattern.Length == 0 ? StreamPattern.All : SubscriptionMapping.PatternOf(request.Pattern);
        var visible = hub.Streams(pattern, context.Caller().Id).Where(s => context.Caller().May(Permission.Subscribe, s.StreamId));
        return Task.FromResult(new ListStreamsResponse { Streams = { visible.Select(s => StateOf(s.Status())) } });
    }

    public override Task<GetStreamResponse> GetStream(GetStreamRequest request, ServerCallContext context) =>
        Task.FromResult(new GetStreamResponse { Stream = StateOf(hub.Find(request.StreamId, context.Caller().Id).Status()) });

    private EncodedResponse ResponseOf(SubscriptionEvent update, FilterKey? filter) => update switch
    {
        SubscriptionEvent.Result { Logged: var result } => filter is null ? EncodedResponse.OfResult(result) : EncodedResponse.OfResult(filtered.Get(result, filter), result.Sequence),
        SubscriptionEvent.Picture { Preview: var preview } => EncodedResponse.OfMessage(preview.Encoded),
        SubscriptionEvent.Started started => EncodedResponse.OfMessage(new SubscribeResponse
        {
            Started = new SubscriptionStarted
            {
                NextSequence = started.NextSequence,
                FirstKeptSequence = started.FirstKeptSequence,
                Missing = started.Missing,
                LogReset = started.IsLogReset,
                SubscriptionCreated = started.IsNewName,
            },
        }),
        SubscriptionEvent.Missed missed => EncodedResponse.OfMessage(new SubscribeResponse
        {
            Missed = new ResultsMissed
            {
                FirstSequence = missed.FirstSequence,
                LastSequence = missed.LastSequence,
                Count = missed.LastSequence - missed.FirstSequence + 1,
            },
        }),
        SubscriptionEvent.Opened opened => ChangeOf(opened.Status, StreamChangeKind.Opened),
        SubscriptionEvent.Closed closed => ChangeOf(closed.Status, StreamChangeKind.Closed),
        _ => throw new ArgumentOutOfRangeException(nameof(update), update, null),
    };

    private EncodedResponse ChangeOf(StreamStatus stream, StreamChangeKind kind) =>
        EncodedResponse.OfMessage(new SubscribeResponse { StreamChange = new StreamChange { State = StateOf(stream), Kind = kind } });

    private StreamState StateOf(StreamStatus stream)
    {
        var state = SubscriptionMapping.StateOf(stream, stream.Stream.IsLive && events is not null ? events.RulesOf(stream.Stream.StreamId) : []);
        state.Problem = sources?.List().FirstOrDefault(s => s.StreamId == stream.Stream.StreamId)?.Problem ?? "";
        return state;
    }
}
