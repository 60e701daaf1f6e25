using Google.Protobuf.WellKnownTypes;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.Sources.Pulling;
using VideoSeg.V1;
using DomainState = VideoSeg.Sources.Pulling.SourceState;
using SourceState = VideoSeg.V1.SourceState;

namespace VideoSeg.Server.Tests.Grpc.Streams;

public sealed class SourceMappingTests
{
    [Fact]
    public void A_request_has_its_address_options_and_caller()
    {
        var message = new CreateSourceRequest { Uri = "rtsp://camera/1", Loop = true, Paced = true, Config = new StreamConfig { StreamId = "gate", DeliveryPolicy = DeliveryPolicy.Latest } };

        var request = SourceMapping.ToRequest(message, "operator");

        Assert.Equal(("operator", "rtsp://camera/1", true, true, "gate"), (request.Caller, request.Uri, request.Loop, request.Paced, request.Options.StreamId));
        Assert.Equal(request.Options.Delivery, request.Delivery);
    }

    [Fact]
    public void Delivery_that_is_left_open_is_the_sources_to_choose()
    {
        Assert.Null(SourceMapping.ToRequest(new CreateSourceRequest { Config = new StreamConfig() }, "operator").Delivery);
        Assert.Null(SourceMapping.ToRequest(new CreateSourceRequest(), "operator").Delivery);
    }

    [Theory]
    [InlineData(DomainState.Connecting, SourceState.Connecting)]
    [InlineData(DomainState.Running, SourceState.Running)]
    [InlineData(DomainState.Waiting, SourceState.Waiting)]
    [InlineData(DomainState.Ended, SourceState.Ended)]
    [InlineData(DomainState.Failing, SourceState.Failing)]
    public void A_source_is_told_with_its_state(DomainState domain, SourceState wire)
    {
        var created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        var message = SourceMapping.ToMessage(new SourceStatus("gate", "rtsp://camera/1", domain, "no route to host", 3, created));

        Assert.Equal(
            new Source { StreamId = "gate", Uri = "rtsp://camera/1", State = wire, Problem = "no route to host", Reconnects = 3, Created = created.ToTimestamp() }, message);
    }
}
