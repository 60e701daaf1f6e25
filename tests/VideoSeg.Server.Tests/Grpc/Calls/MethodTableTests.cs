using Google.Protobuf;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.V1;

namespace VideoSeg.Server.Tests.Grpc.Calls;

public sealed class MethodTableTests
{
    public static TheoryData<string, IMessage, string[]> Calls => new()
    {
        { "SegmentationService/StreamSegment", new StreamSegmentRequest { Config = new StreamConfig { StreamId = "cameras.front" } }, ["publish cameras.front"] },
        { "SegmentationService/StreamSegment", new StreamSegmentRequest { Config = new StreamConfig() }, ["publish *"] },
        { "SegmentationService/StreamSegment", new StreamSegmentRequest { Config = new StreamConfig { StreamId = "a..b" } }, ["publish >"] },
        { "SegmentationService/StreamSegment", new StreamSegmentRequest { Resume = new StreamResume { StreamId = "cameras.front" } }, ["publish cameras.front"] },
        { "SegmentationService/StreamSegment", new StreamSegmentRequest { Frame = new Frame() }, [] },
        { "ResultService/Subscribe", new SubscribeRequest { Pattern = "cameras.>" }, ["subscribe cameras.>"] },
        { "ResultService/Subscribe", new SubscribeRequest { Pattern = "cameras.>", Preview = new PreviewOptions() }, ["subscribe cameras.>", "preview cameras.>"] },
        { "ResultService/GetStream", new GetStreamRequest { StreamId = "a" }, ["subscribe a"] },
        { "ResultService/ListStreams", new ListStreamsRequest(), ["subscribe"] },
        { "BatchService/CreateBatchJob", new CreateBatchJobRequest(), ["batch"] },
        { "SourceService/CreateSource", new CreateSourceRequest { Config = new StreamConfig { StreamId = "a" } }, ["admin a"] },
        { "SourceService/CreateSource", new CreateSourceRequest(), ["admin *"] },
        { "SourceService/DeleteSource", new DeleteSourceRequest { StreamId = "a" }, ["admin a"] },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_requires(string method, IMessage message, string[] requirements) =>
        Assert.Equal(requirements, MethodTable.RequirementsOf($"/videoseg.v1.{method}", message)!.Select(n => n.ToString()));

    [Fact]
    public void Each_method_of_the_wire_has_a_row()
    {
        var methods =
            from file in typeof(StreamConfig).Assembly.GetTypes().Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            let descriptor = (Google.Protobuf.Reflection.FileDescriptor)file.GetProperty("Descriptor")!.GetValue(null)!
            from service in descriptor.Services
            from method in service.Methods
            select (Name: $"/{service.FullName}/{method.Name}", Request: method.InputType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty.ToArray()));

        Assert.True(methods.Count() > 15);
        Assert.All(methods, m => Assert.NotNull(MethodTable.RequirementsOf(m.Name, m.Request)));
    }

    [Fact]
    public void A_method_that_is_missing_from_the_table_is_denied_to_all()
    {
        Assert.Null(MethodTable.RequirementsOf("/videoseg.v1.BatchService/Format", new GetBatchJobRequest()));
        Assert.Throws<InvalidOperationException>(() => MethodTable.Check("/videoseg.v1.BatchService/Format", new GetBatchJobRequest(), () => Caller.Anonymous));
    }

    [Fact]
    public void Health_needs_no_caller() =>
        MethodTable.Check("/grpc.health.v1.Health/Check", new GetBatchJobRequest(), () => throw new InvalidOperationException("there is no caller"));

    [Fact]
    public void A_message_is_checked_against_the_callers_grants()
    {
        var camera = Caller.OfConfiguration("camera", Grant.TryParse("publish cameras.>", out var grants) ? grants : []);

        MethodTable.Check(MethodTable.StreamSegment, new StreamSegmentRequest { Config = new StreamConfig { StreamId = "cameras.front" } }, () => camera);
        Assert.Throws<AccessDeniedException>(
            () => MethodTable.Check(MethodTable.StreamSegment, new StreamSegmentRequest { Config = new StreamConfig { StreamId = "doors.front" } }, () => camera));
    }
}
