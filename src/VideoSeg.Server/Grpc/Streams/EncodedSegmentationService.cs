using Google.Protobuf;
using Grpc.Core;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace VideoSeg.Server.Grpc.Streams;

/// <summary>
/// The code that the generator writes for <c>service SegmentationService</c>, except that the responses of StreamSegment are encoded already. Names and shape are the
/// generated ones, by which gRPC finds the method, and reflection the descriptor.
/// </summary>
internal static class EncodedSegmentationService
{
    private static readonly Method<StreamSegmentRequest, EncodedResponse> StreamSegment = new(
        MethodType.DuplexStreaming,
        Descriptor.FullName,
        nameof(ServiceBase.StreamSegment),
        Marshallers.Create<StreamSegmentRequest>((message, context) => context.Complete(message.ToByteArray()), context => StreamSegmentRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        EncodedResponse.Marshaller);

    public static ServiceDescriptor Descriptor => SegmentationService.Descriptor;

    public static void BindService(ServiceBinderBase binder, ServiceBase? service) =>
        binder.AddMethod(StreamSegment, service is null ? null : service.StreamSegment);

    [BindServiceMethod(typeof(EncodedSegmentationService), nameof(BindService))]
    public abstract class ServiceBase
    {
        public abstract Task StreamSegment(IAsyncStreamReader<StreamSegmentRequest> requests, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context);
    }
}
