using Grpc.Core;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Sources;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Streams;

internal sealed class SourceGrpcService(SourceRegistry sources) : SourceService.SourceServiceBase
{
    public override Task<CreateSourceResponse> CreateSource(CreateSourceRequest request, ServerCallContext context)
    {
        var created = sources.Create(SourceMapping.ToRequest(request, context.Caller().Id));
        return Task.FromResult(new CreateSourceResponse { Source = SourceMapping.ToMessage(created) });
    }

    public override Task<GetSourceResponse> GetSource(GetSourceRequest request, ServerCallContext context) =>
        Task.FromResult(new GetSourceResponse { Source = SourceMapping.ToMessage(sources.Get(request.StreamId)) });

    public override Task<ListSourcesResponse> ListSources(ListSourcesRequest request, ServerCallContext context)
    {
        var visible = sources.List().Where(s => context.Caller().May(Permission.Admin, s.StreamId));
        return Task.FromResult(new ListSourcesResponse { Sources = { visible.Select(SourceMapping.ToMessage) } });
    }

    public override async Task<DeleteSourceResponse> DeleteSource(DeleteSourceRequest request, ServerCallContext context)
    {
        await sources.DeleteAsync(request.StreamId);
        return new DeleteSourceResponse();
    }
}
