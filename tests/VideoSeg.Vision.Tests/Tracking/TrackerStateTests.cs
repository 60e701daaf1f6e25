using System.Text.Json;
using CsCheck;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Vision.Tests.Tracking;

public sealed class TrackerStateTests
{
    private static readonly PixelSize Frame = new(640, 480);
    private static readonly Category Person = new(11, "person", true, default);

    private static readonly Gen<PanopticSegment> Segment =
        from x in Gen.Int[0, 600]
        from y in Gen.Int[0, 400]
        from score in Gen.Float[0.5f, 1f]
        from embedding in Gen.Float[-1f, 1f].Array[4]
        select new PanopticSegment(1, Person, score, new PixelBox(x, y, 40, 80), 3200, embedding);

    [Fact]
    public void A_tracker_that_was_kept_as_json_goes_on_as_if_it_had_never_been_away() =>
        Gen.Select(Segment.Array[0, 4].Array[12], Gen.Int[0, 11]).Sample((frames, cut) =>
        {
            var whole = new Tracker(new TrackerOptions { MemoryFrames = 3 });
            var first = new Tracker(new TrackerOptions { MemoryFrames = 3 });
            for (var i = 0; i < cut; i++)
            {
                Assert.Equal(IdsOf(whole, frames, i), IdsOf(first, frames, i));
            }

            var kept = JsonSerializer.Deserialize<TrackerState>(JsonSerializer.Serialize(first.Save()))!;
            var second = new Tracker(new TrackerOptions { MemoryFrames = 3 }, kept);
            for (var i = cut; i < frames.Length; i++)
            {
                Assert.Equal(IdsOf(whole, frames, i), IdsOf(second, frames, i));
            }

            Assert.Equal(JsonSerializer.Serialize(whole.Save()), JsonSerializer.Serialize(second.Save()));
        });

    private static long?[] IdsOf(Tracker tracker, PanopticSegment[][] frames, int frame) =>
        [.. tracker.Update(frames[frame], Frame, hasFreshDetections: frame % 3 == 0).Select(segment => segment.TrackId)];
}
