using System.Buffers;
using Google.Protobuf;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.V1;

namespace VideoSeg.Server.Tests.Grpc.Results;

public sealed class EncodedResponseTests
{
    [Theory]
    [InlineData(1ul, 0)]
    [InlineData(127ul, 100)]
    [InlineData(128ul, 127)]
    [InlineData(1_790_000_000_000_000ul, 70_000)]
    [InlineData(ulong.MaxValue, 3)]
    public void The_same_bytes_are_a_response_to_the_client_and_to_subscribers_with_the_sequence(ulong sequence, int maskLength)
    {
        var result = new FrameResult { StreamId = "gate", FrameNumber = 7, Segmentation = new Segmentation { LabelMap = ByteString.CopyFrom(new byte[maskLength]) } };
        var writer = new ArrayBufferWriter<byte>();

        EncodedResponse.OfResult(result.ToByteArray(), sequence).WriteTo(writer);

        result.Sequence = sequence;
        Assert.Equal(result, SubscribeResponse.Parser.ParseFrom(writer.WrittenSpan).Result);
        Assert.Equal(result, StreamSegmentResponse.Parser.ParseFrom(writer.WrittenSpan).Result);
    }

    [Fact]
    public void A_result_is_encoded_without_its_sequence()
    {
        Assert.Equal(SubscribeResponse.ResultFieldNumber, StreamSegmentResponse.ResultFieldNumber);
        var encoded = new ResultEncoding().Encode(new Streaming.Results.FrameResult(3, TimeSpan.FromSeconds(1), default, new Streaming.Results.FrameDropped()) { StreamId = "gate" });
        var read = FrameResult.Parser.ParseFrom(encoded.Span);
        Assert.Equal(("gate", 3ul, 0ul), (read.StreamId, read.FrameNumber, read.Sequence));
    }
}
