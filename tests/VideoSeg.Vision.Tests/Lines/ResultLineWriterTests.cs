using System.Text;
using VideoSeg.Vision.Lines;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Tests.Lines;

public sealed class ResultLineWriterTests
{
    [Fact]
    public void A_segmented_frame_has_its_segments() => Assert.Equal(
        """{"frame_number":7,"time":0.28,"keyframe":true,"keyframe_reason":"interval","times_ms":{"done":12.346},"segments":[{"segment_id":1,"track_id":3,"category":"car","category_id":13,"is_thing":true,"score":0.5,"box":[1,2,3,4],"area":12,"rle":{"size":[2,4],"counts":"<;&\\"}}]}""" + "\n",
        Written(new ResultLine
        {
            FrameNumber = 7,
            Time = TimeSpan.FromSeconds(0.28),
            KeyframeReason = "interval",
            Times = [("done", TimeSpan.FromMicroseconds(12345.6))],
            Segments = [Segment with { TrackId = 3, Rle = new RleMask(new PixelSize(4, 2), """<;&\""") }],
        }));

    [Fact]
    public void A_frame_between_keyframes_says_so_and_stuff_has_no_track() => Assert.Equal(
        """{"frame_number":8,"keyframe":false,"keyframe_reason":null,"segments":[{"segment_id":1,"track_id":null,"category":"car","category_id":13,"is_thing":true,"score":0.5,"box":[1,2,3,4],"area":12,"polygons":[{"hole":true,"points":[1,2.5]}]}],"label_map":"AQI="}""" + "\n",
        Written(new ResultLine { FrameNumber = 8, Segments = [Segment with { Polygons = [new PolygonRing([1, 2.5f], true)] }], LabelMap = new byte[] { 1, 2 } }));

    [Fact]
    public void What_happened_at_zones_and_lines_is_told_where_something_did() => Assert.Equal(
        """{"frame_number":3,"events":[{"event":"entered","place":"gate","category":"car","track_id":3,"count":1},{"event":"count_over","place":"gate","count":1}],"keyframe":false,"keyframe_reason":null,"segments":[]}""" + "\n",
        Written(new ResultLine
        {
            FrameNumber = 3,
            Segments = [],
            Events = [new ResultLine.VideoEvent("entered", "gate", "car", 3, 1), new ResultLine.VideoEvent("count_over", "gate", null, null, 1)],
        }));

    [Fact]
    public void A_frame_without_a_result_says_why() => Assert.Equal(
        """
        {"frame_number":9,"error":{"code":"PICTURE_BROKEN","message":"It is broken."}}
        {"frame_number":10,"dropped":true}

        """,
        Written(new ResultLine { FrameNumber = 9, Error = ("PICTURE_BROKEN", "It is broken.") }, new ResultLine { FrameNumber = 10 }));

    private static ResultLine.Segment Segment => new()
    {
        SegmentId = 1,
        TrackId = null,
        Category = "car",
        CategoryId = 13,
        IsThing = true,
        Score = 0.5f,
        Box = new PixelBox(1, 2, 3, 4),
        Area = 12,
    };

    private static string Written(params ResultLine[] lines)
    {
        using var target = new MemoryStream();
        using var writer = new ResultLineWriter(target);
        foreach (var line in lines)
        {
            writer.Write(line);
        }

        return Encoding.UTF8.GetString(target.ToArray());
    }
}
