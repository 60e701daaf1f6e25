using Google.Protobuf.WellKnownTypes;
using VideoSeg.Sources;
using VideoSeg.Sources.Pulling;
using VideoSeg.V1;
using DomainState = VideoSeg.Sources.Pulling.SourceState;
using Source = VideoSeg.V1.Source;
using SourceState = VideoSeg.V1.SourceState;

namespace VideoSeg.Server.Grpc.Streams;

internal static class SourceMapping
{
    /// <exception cref="Errors.InvalidRequestException">A field holds an unknown value.</exception>
    public static SourceRequest ToRequest(CreateSourceRequest request, string caller)
    {
        var config = request.Config ?? new StreamConfig();
        var options = StreamConfigMapping.ToOptions(config);
        return new SourceRequest(
            caller, request.Uri, options, config.DeliveryPolicy == DeliveryPolicy.Unspecified ? null : options.Delivery, request.Loop, request.Paced);
    }

    public static Source ToMessage(SourceStatus source) => new()
    {
        StreamId = source.StreamId,
        Uri = source.Uri,
        State = source.State switch
        {
            DomainState.Connecting => SourceState.Connecting,
            DomainState.Running => SourceState.Running,
            DomainState.Waiting => SourceState.Waiting,
            DomainState.Ended => SourceState.Ended,
            DomainState.Failing => SourceState.Failing,
            _ => throw new ArgumentOutOfRangeException(nameof(source), source.State, null),
        },
        Problem = source.Problem,
        Reconnects = source.Reconnects,
        Created = source.Created.ToTimestamp(),
    };
}
