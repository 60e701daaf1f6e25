using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Server.Listening;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Streams;

internal sealed class SegmentationGrpcService(StreamExchange exchange, IOptions<ServeOptions> serve) : EncodedSegmentationService.ServiceBase
{
    public override Task StreamSegment(
        IAsyncStreamReader<StreamSegmentRequest> requests, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context) =>
        exchange.RunAsync(new GrpcStreamClient(requests, responses, context, serve.Value.MaxMessageBytes));
}
