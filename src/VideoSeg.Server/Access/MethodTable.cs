using Google.Protobuf;
using VideoSeg.V1;

namespace VideoSeg.Server.Access;

/// <summary>
/// What each method of the wire needs, told from its messages. A method that is not here is nobody's: who adds one adds its row.
/// </summary>
internal static class MethodTable
{
    private static readonly Dictionary<string, Func<IMessage, IEnumerable<Need>>> Rows = new(
    [
        Row<StreamSegmentRequest>(SegmentationService.Descriptor, "StreamSegment", message => message.MessageCase switch
        {
            StreamSegmentRequest.MessageOneofCase.Config => [Need.On(Verb.Publish, message.Config.StreamId)],
            StreamSegmentRequest.MessageOneofCase.Resume => [Need.On(Verb.Publish, message.Resume.StreamId)],
            _ => [],
        }),
        Row<SubscribeRequest>(ResultService.Descriptor, "Subscribe", request => request.Preview is null
            ? [Need.On(Verb.Subscribe, request.Pattern)]
            : [Need.On(Verb.Subscribe, request.Pattern), Need.On(Verb.Preview, request.Pattern)]),
        Row<AcknowledgeRequest>(ResultService.Descriptor, "Acknowledge", _ => [new Need(Verb.Subscribe)]),
        Row<DeleteSubscriptionRequest>(ResultService.Descriptor, "DeleteSubscription", _ => [new Need(Verb.Subscribe)]),
        Row<ListStreamsRequest>(ResultService.Descriptor, "ListStreams", _ => [new Need(Verb.Subscribe)]),
        Row<GetStreamRequest>(ResultService.Descriptor, "GetStream", request => [Need.On(Verb.Subscribe, request.StreamId)]),
        .. Batch("CreateUpload", "UploadChunk", "GetUpload", "CreateBatchJob", "GetBatchJob", "ListBatchJobs", "WatchBatchJob", "CancelBatchJob", "DeleteBatchJob", "DownloadOutput"),
        Row<CreateSourceRequest>(SourceService.Descriptor, "CreateSource", request => [Need.On(Verb.Admin, request.Config?.StreamId ?? "")]),
        Row<GetSourceRequest>(SourceService.Descriptor, "GetSource", request => [Need.On(Verb.Admin, request.StreamId)]),
        Row<ListSourcesRequest>(SourceService.Descriptor, "ListSources", _ => [new Need(Verb.Admin)]),
        Row<DeleteSourceRequest>(SourceService.Descriptor, "DeleteSource", request => [Need.On(Verb.Admin, request.StreamId)]),
        Known(ModelService.Descriptor.FullName, "ListModels"),
        Known(ModelService.Descriptor.FullName, "GetModel"),
        Known("grpc.health.v1.Health", "Check"),
        Known("grpc.health.v1.Health", "List"),
        Known("grpc.health.v1.Health", "Watch"),
        Known("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo"),
        Known("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo"),
    ]);

    /// <summary>What the caller of <paramref name="method"/> ("/package.Service/Method") needs for this message of theirs; null: the method has no row.</summary>
    public static IEnumerable<Need>? NeedsOf(string method, object message) => Rows.TryGetValue(method, out var needs) ? needs((IMessage)message) : null;

    private static KeyValuePair<string, Func<IMessage, IEnumerable<Need>>> Row<T>(Google.Protobuf.Reflection.ServiceDescriptor service, string method, Func<T, IEnumerable<Need>> needs)
        where T : IMessage => KeyValuePair.Create($"/{service.FullName}/{method}", (Func<IMessage, IEnumerable<Need>>)(message => needs((T)message)));

    private static IEnumerable<KeyValuePair<string, Func<IMessage, IEnumerable<Need>>>> Batch(params string[] methods) =>
        methods.Select(m => Row<IMessage>(BatchService.Descriptor, m, _ => [new Need(Verb.Batch)]));

    /// <summary>Open to each caller who got so far.</summary>
    private static KeyValuePair<string, Func<IMessage, IEnumerable<Need>>> Known(string service, string method) =>
        KeyValuePair.Create($"/{service}/{method}", (Func<IMessage, IEnumerable<Need>>)(_ => []));
}
