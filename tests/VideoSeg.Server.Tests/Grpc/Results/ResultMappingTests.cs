using Google.Protobuf.WellKnownTypes;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Streaming.Results;
using VideoSeg.V1;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;
using DomainCategory = VideoSeg.Vision.Panoptic.Category;
using DomainReason = VideoSeg.Inference.Keyframes.KeyframeReason;
using DomainResult = VideoSeg.Streaming.Results.FrameResult;
using DomainRle = VideoSeg.Vision.Masks.RleMask;
using DomainTimes = VideoSeg.Streaming.Results.FrameTimes;

namespace VideoSeg.Server.Tests.Grpc.Results;

public sealed class ResultMappingTests
{
    private static readonly DateTimeOffset Received = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DomainCategory Person = new(24, "person", true, new Rgb(1, 2, 3));
    private static readonly DomainCategory Sky = new(10, "sky", false, new Rgb(4, 5, 6));

    [Fact]
    public void A_segmented_frame_has_its_segments_and_maps()
    {
        var thing = new ResultSegment(1, 77, Person, 0.5f, new PixelBox(1, 2, 3, 4), 9, new DomainRle(new PixelSize(8, 6), "abc"), null);
        var stuff = new ResultSegment(2, null, Sky, 0.75f, new PixelBox(0, 0, 8, 2), 16, null, [new PolygonRing([0, 0, 8, 0, 8, 2], false), new PolygonRing([1, 1, 2, 1, 2, 2], true)]);
        var segmentation = Map(new FrameSegmented(new PixelSize(8, 6), DomainReason.SceneCut, [thing, stuff], new byte[] { 1, 2 }, new byte[] { 3 })).Segmentation;

        Assert.Equal((8u, 6u, true, KeyframeReason.SceneCut), (segmentation.Width, segmentation.Height, segmentation.Keyframe, segmentation.KeyframeReason));
        Assert.Equal([1, 2], segmentation.LabelMap.ToByteArray());
        Assert.Equal([3], segmentation.SemanticMap.ToByteArray());
        Assert.Equal(
            new Segment
            {
                SegmentId = 1,
                TrackId = 77,
                CategoryId = 24,
                IsThing = true,
                Score = 0.5f,
                Area = 9,
                Box = new Box { X = 1, Y = 2, Width = 3, Height = 4 },
                Rle = new V1.RleMask { Width = 8, Height = 6, Counts = "abc" },
            },
            segmentation.Segments[0]);
        Assert.False(segmentation.Segments[1].HasTrackId);
        Assert.Equal(
            new PolygonMask { Rings = { new Ring { Points = { 0, 0, 8, 0, 8, 2 } }, new Ring { Points = { 1, 1, 2, 1, 2, 2 }, Hole = true } } }, segmentation.Segments[1].Polygons);
    }

    [Fact]
    public void A_propagated_frame_is_no_keyframe()
    {
        var segmentation = Map(new FrameSegmented(new PixelSize(8, 6), null, [], null, null)).Segmentation;

        Assert.Equal((false, KeyframeReason.Unspecified), (segmentation.Keyframe, segmentation.KeyframeReason));
        Assert.True(segmentation.LabelMap.IsEmpty && segmentation.SemanticMap.IsEmpty);
    }

    [Fact]
    public void Each_reason_for_a_keyframe_has_a_name_of_its_own_on_the_wire()
    {
        var mapped = System.Enum.GetValues<DomainReason>().ToDictionary(
            reason => reason, reason => Map(new FrameSegmented(new PixelSize(8, 6), reason, [], null, null)).Segmentation.KeyframeReason);

        Assert.All(mapped, pair => Assert.Equal(pair.Key.ToString(), pair.Value.ToString()));
    }

    [Theory]
    [InlineData(FrameFailureCause.Picture, Google.Rpc.Code.InvalidArgument)]
    [InlineData(FrameFailureCause.Limit, Google.Rpc.Code.ResourceExhausted)]
    [InlineData(FrameFailureCause.Server, Google.Rpc.Code.Internal)]
    public void A_failed_frame_says_whose_fault_it_was(FrameFailureCause cause, Google.Rpc.Code code)
    {
        var error = Map(new FrameFailed(cause, "PICTURE_BROKEN", "the JPEG ends early", TimeSpan.FromSeconds(2))).Error;

        Assert.Equal(new FrameError { Code = (int)code, Reason = "PICTURE_BROKEN", Message = "the JPEG ends early", RetryAfter = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) }, error);
    }

    [Fact]
    public void A_dropped_frame_says_so() => Assert.Equal(DropReason.NewerFrame, Map(new FrameDropped()).Drop.Reason);

    [Fact]
    public void Times_of_stages_that_a_frame_did_not_reach_are_unset()
    {
        var result = new DomainResult(3, TimeSpan.FromSeconds(1), new DomainTimes(Received, Received.AddSeconds(1), Decoded: Received.AddSeconds(2)), new FrameDropped()) { StreamId = "gate" };

        var message = ResultMapping.ToMessage(result);

        Assert.Equal(("gate", 3ul, Duration.FromTimeSpan(TimeSpan.FromSeconds(1))), (message.StreamId, message.FrameNumber, message.PresentationTime));
        Assert.Equal(
            new V1.FrameTimes { Received = Received.ToTimestamp(), Queued = Received.AddSeconds(1).ToTimestamp(), Decoded = Received.AddSeconds(2).ToTimestamp() }, message.Times);
    }

    private static V1.FrameResult Map(FrameOutcome outcome) =>
        ResultMapping.ToMessage(new DomainResult(0, TimeSpan.Zero, new DomainTimes(Received, Received), outcome));
}
