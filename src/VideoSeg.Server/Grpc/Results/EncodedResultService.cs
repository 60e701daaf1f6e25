using Google.Protobuf;
using Grpc.Core;
using VideoSeg.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace VideoSeg.Server.Grpc.Results;

/// <summary>
/// The code that the generator writes for <c>service ResultService</c>, except that the responses of Subscribe are serialised already. gRPC and
/// reflection find the methods by the generated names and shape.
/// </summary>
internal static class EncodedResultService
{
    private static readonly Method<SubscribeRequest, EncodedResponse> Subscribe = new(
        MethodType.ServerStreaming, Descriptor.FullName, nameof(ServiceBase.Subscribe), MarshallerOf(SubscribeRequest.Parser), EncodedResponse.Marshaller);

    private static readonly Method<AcknowledgeRequest, AcknowledgeResponse> Acknowledge =
        Unary(nameof(ServiceBase.Acknowledge), AcknowledgeRequest.Parser, AcknowledgeResponse.Parser);

    private static readonly Method<DeleteSubscriptionRequest, DeleteSubscriptionResponse> DeleteSubscription =
        Unary(nameof(ServiceBase.DeleteSubscription), DeleteSubscriptionRequest.Parser, DeleteSubscriptionResponse.Parser);

    private static readonly Method<ListStreamsRequest, ListStreamsResponse> ListStreams =
        Unary(nameof(ServiceBase.ListStreams), ListStreamsRequest.Parser, ListStreamsResponse.Parser);

    private static readonly Method<GetStreamRequest, GetStreamResponse> GetStream =
        Unary(nameof(ServiceBase.GetStream), GetStreamRequest.Parser, GetStreamResponse.Parser);

    public static ServiceDescriptor Descriptor => ResultService.Descriptor;

    public static void BindService(ServiceBinderBase binder, ServiceBase? service)
    {
        binder.AddMethod(Subscribe, service is null ? null : service.Subscribe);
        binder.AddMethod(Acknowledge, service is null ? null : service.Acknowledge);
        binder.AddMethod(DeleteSubscription, service is null ? null : service.DeleteSubscription);
        binder.AddMethod(ListStreams, service is null ? null : service.ListStreams);
        binder.AddMethod(GetStream, service is null ? null : service.GetStream);
    }

    private static Method<TRequest, TResponse> Unary<TRequest, TResponse>(string name, MessageParser<TRequest> requests, MessageParser<TResponse> responses)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(MethodType.Unary, Descriptor.FullName, name, MarshallerOf(requests), MarshallerOf(responses));

    private static Marshaller<T> MarshallerOf<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        Marshallers.Create<T>(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    [BindServiceMethod(typeof(EncodedResultService), nameof(BindService))]
    public abstract class ServiceBase
    {
        public abstract Task Subscribe(SubscribeRequest request, IServerStreamWriter<EncodedResponse> responses, ServerCallContext context);

        public abstract Task<AcknowledgeResponse> Acknowledge(AcknowledgeRequest request, ServerCallContext context);

        public abstract Task<DeleteSubscriptionResponse> DeleteSubscription(DeleteSubscriptionRequest request, ServerCallContext context);

        public abstract Task<ListStreamsResponse> ListStreams(ListStreamsRequest request, ServerCallContext context);

        public abstract Task<GetStreamResponse> GetStream(GetStreamRequest request, ServerCallContext context);
    }
}
