using Grpc.Core;
using VideoSeg.Inference;
using VideoSeg.Server.Errors;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Models;

internal sealed class ModelGrpcService(ModelCatalog models) : ModelService.ModelServiceBase
{
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { models.Models.Select(MessageOf) } });

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
    {
        var model = request.Name.Length == 0 ? models.Default : models.Find(request.Name);
        return model is not null
            ? Task.FromResult(new GetModelResponse { Model = MessageOf(model) })
            : throw new ModelUnknownException(request.Name, models);
    }

    private Model MessageOf(ISegmentationModel model) => ModelMapping.ToMessage(model, isDefault: model == models.Default);
}
