using Google.Protobuf;
using VideoSeg.Server.Access.Grants;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Calls;

/// <summary>The permissions that each gRPC method requires, read from its messages. Methods missing from the table are denied.</summary>
internal static class MethodTable
{
    public const string StreamSegment = "/videoseg.v1.SegmentationService/StreamSegment";
    public const string UploadChunk = "/videoseg.v1.BatchService/UploadChunk";

    private static readonly Dictionary<string, MethodRow> Rows = new(
    [
        Row<StreamSegmentRequest>(SegmentationService.Descriptor, "StreamSegment", Permission.Publish, message => message.MessageCase switch
        {
            StreamSegmentRequest.MessageOneofCase.Config => [Requirement.On(Permission.Publish, message.Config.StreamId)],
            StreamSegmentRequest.MessageOneofCase.Resume => [Requirement.On(Permission.Publish, message.Resume.StreamId)],
            _ => [],
        }),
        Row<SubscribeRequest>(ResultService.Descriptor, "Subscribe", Permission.Subscribe, request => request.Preview is null
            ? [Requirement.On(Permission.Subscribe, request.Pattern)]
            : [Requirement.On(Permission.Subscribe, request.Pattern), Requirement.On(Permission.Preview, request.Pattern)]),
        Row<AcknowledgeRequest>(ResultService.Descriptor, "Acknowledge", Permission.Subscribe, _ => [new Requirement(Permission.Subscribe)]),
        Row<DeleteSubscriptionRequest>(ResultService.Descriptor, "DeleteSubscription", Permission.Subscribe, _ => [new Requirement(Permission.Subscribe)]),
        Row<ListStreamsRequest>(ResultService.Descriptor, "ListStreams", Permission.Subscribe, _ => [new Requirement(Permission.Subscribe)]),
        Row<GetStreamRequest>(ResultService.Descriptor, "GetStream", Permission.Subscribe, request => [Requirement.On(Permission.Subscribe, request.StreamId)]),
        .. Batch("CreateUpload", "UploadChunk", "GetUpload", "CreateBatchJob", "GetBatchJob", "ListBatchJobs", "WatchBatchJob", "CancelBatchJob", "DeleteBatchJob", "DownloadOutput"),
        Row<CreateSourceRequest>(SourceService.Descriptor, "CreateSource", Permission.Admin, request => [Requirement.On(Permission.Admin, request.Config?.StreamId ?? "")]),
        Row<GetSourceRequest>(SourceService.Descriptor, "GetSource", Permission.Admin, request => [Requirement.On(Permission.Admin, request.StreamId)]),
        Row<ListSourcesRequest>(SourceService.Descriptor, "ListSources", Permission.Admin, _ => [new Requirement(Permission.Admin)]),
        Row<DeleteSourceRequest>(SourceService.Descriptor, "DeleteSource", Permission.Admin, request => [Requirement.On(Permission.Admin, request.StreamId)]),
        Open(ModelService.Descriptor.FullName, "ListModels"),
        Open(ModelService.Descriptor.FullName, "GetModel"),
        Open("grpc.health.v1.Health", "Check"),
        Open("grpc.health.v1.Health", "List"),
        Open("grpc.health.v1.Health", "Watch"),
        Open("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo"),
        Open("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo"),
    ]);

    /// <summary>What a message of a call to <paramref name="method"/> ("/package.Service/Method") requires; null: the method is not in the table.</summary>
    public static IEnumerable<Requirement>? RequirementsOf(string method, object message) =>
        Rows.TryGetValue(method, out var row) ? row.RequirementsOf((IMessage)message) : null;

    /// <summary>The permission without which no message of the method is allowed, so that the call is refused before any is read; null: none.</summary>
    public static Permission? PermissionOf(string method) => Rows.GetValueOrDefault(method)?.Permission;

    /// <param name="method">The method, as in <see cref="RequirementsOf"/>.</param>
    /// <param name="message">A message of the call.</param>
    /// <param name="caller">The caller of the call. Methods that require no permission may have none, so it is asked for only when it is needed.</param>
    /// <exception cref="Errors.AccessDeniedException">The caller lacks a permission that the message requires.</exception>
    public static void Check(string method, object message, Func<Caller> caller)
    {
        foreach (var requirement in RequirementsOf(method, message)
            ?? throw new InvalidOperationException($"{method} is denied to all callers: it has no row in {nameof(MethodTable)}"))
        {
            caller().Require(requirement);
        }
    }

    private static KeyValuePair<string, MethodRow> Row<T>(
        Google.Protobuf.Reflection.ServiceDescriptor service, string method, Permission permission, Func<T, IEnumerable<Requirement>> requirements)
        where T : IMessage => KeyValuePair.Create($"/{service.FullName}/{method}", new MethodRow(permission, message => requirements((T)message)));

    private static IEnumerable<KeyValuePair<string, MethodRow>> Batch(params string[] methods) =>
        methods.Select(m => Row<IMessage>(BatchService.Descriptor, m, Permission.Batch, _ => [new Requirement(Permission.Batch)]));

    /// <summary>Requires no permission.</summary>
    private static KeyValuePair<string, MethodRow> Open(string service, string method) => KeyValuePair.Create($"/{service}/{method}", new MethodRow(null, _ => []));

    private sealed record MethodRow(Permission? Permission, Func<IMessage, IEnumerable<Requirement>> RequirementsOf);
}
