using Google.Protobuf;
using VideoSeg.Server.Access;
using VideoSeg.V1;

namespace VideoSeg.Server.Tests.Access;

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
    public void A_call_needs(string method, IMessage message, string[] needs) =>
        Assert.Equal(needs, MethodTable.NeedsOf($"/videoseg.v1.{method}", message)!.Select(n => n.ToString()));

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
        Assert.All(methods, m => Assert.NotNull(MethodTable.NeedsOf(m.Name, m.Request)));
    }

    [Fact]
    public void A_method_without_a_row_is_nobodys() => Assert.Null(MethodTable.NeedsOf("/videoseg.v1.BatchService/Format", new GetBatchJobRequest()));
}
