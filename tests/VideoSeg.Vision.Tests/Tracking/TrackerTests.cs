using CsCheck;
using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Vision.Tests.Tracking;

public sealed class TrackerTests
{
    private static readonly PixelSize Frame = new(640, 480);
    private static readonly Category Person = new(11, "person", true, default);
    private static readonly Category Car = new(13, "car", true, default);
    private static readonly Category Road = new(0, "road", false, default);

    [Fact]
    public void Objects_that_cross_keep_their_ids_by_their_motion()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (int t = 0; t <= 40; t++)
        {
            PanopticSegment right = Thing(Person, 100 + 10 * t, 100);
            PanopticSegment left = Thing(Person, 500 - 10 * t, 104);
            // The order changes where they meet, as the order of scores would.
            long?[] ids = t <= 20 ? Ids(tracker, right, left) : [.. Ids(tracker, left, right).Reverse()];
            Assert.Equal([1, 2], ids);
        }
    }

    [Fact]
    public void Objects_that_swap_places_keep_their_ids_by_their_looks()
    {
        var tracker = new Tracker(new TrackerOptions { EmbeddingWeight = 0.9 });
        Ids(tracker, Thing(Person, 100, 100, embedding: [1, 0]), Thing(Person, 130, 100, embedding: [0, 1]));
        Assert.Equal([2, 1], Ids(tracker, Thing(Person, 100, 100, embedding: [0, 1]), Thing(Person, 130, 100, embedding: [1, 0])));
    }

    [Fact]
    public void A_hidden_object_returns_with_its_id()
    {
        var tracker = new Tracker(new TrackerOptions { MemoryFrames = 10 });
        for (int t = 0; t < 30; t++)
        {
            if (t is < 10 or >= 20)
            {
                Assert.Equal([1], Ids(tracker, Thing(Car, 20 * t, 200)));
            }
            else
            {
                Ids(tracker);
            }
        }
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    public void Memory_ends_after_the_frames_it_is_given(int hidden, long id)
    {
        var tracker = new Tracker(new TrackerOptions { MemoryFrames = 5 });
        Ids(tracker, Thing(Person, 100, 100));
        for (int t = 0; t < hidden; t++)
        {
            Ids(tracker);
        }

        Assert.Equal([id], Ids(tracker, Thing(Person, 100, 100)));
    }

    [Fact]
    public void A_change_of_class_is_a_new_id()
    {
        var tracker = new Tracker(new TrackerOptions());
        Assert.Equal([1], Ids(tracker, Thing(Person, 100, 100)));
        Assert.Equal([2], Ids(tracker, Thing(Car, 100, 100)));
    }

    [Fact]
    public void A_small_object_may_leap_out_of_its_own_box()
    {
        var tracker = new Tracker(new TrackerOptions());
        Ids(tracker, Thing(Person, 100, 100, width: 10, height: 10));
        Assert.Equal([1], Ids(tracker, Thing(Person, 105, 106, width: 6, height: 6)));
        Assert.Equal([2], Ids(tracker, Thing(Person, 300, 106, width: 6, height: 6)));
    }

    [Fact]
    public void Another_look_in_the_same_place_is_another_object()
    {
        var tracker = new Tracker(new TrackerOptions { LeastAffinity = 0.6 });
        Ids(tracker, Thing(Person, 100, 100, embedding: [1, 0]));
        Assert.Equal([2], Ids(tracker, Thing(Person, 100, 100, embedding: [0, 1])));
    }

    [Fact]
    public void The_surer_of_two_equal_claims_gets_the_track()
    {
        var tracker = new Tracker(new TrackerOptions());
        Ids(tracker, Thing(Person, 100, 100));
        Assert.Equal([2, 1], Ids(tracker, Thing(Person, 100, 100, score: 0.4f), Thing(Person, 100, 100, score: 0.9f)));
    }

    [Fact]
    public void Positions_are_scaled_when_the_frame_changes_its_size()
    {
        var tracker = new Tracker(new TrackerOptions());
        Ids(tracker, Thing(Person, 400, 300));
        PanopticSegment half = Thing(Person, 200, 150, width: 20, height: 40);
        Assert.Equal(1, tracker.Update([half], new PixelSize(320, 240), hasFreshDetections: true)[0].TrackId);
    }

    [Fact]
    public void What_was_seen_in_the_last_two_frames_is_expected_where_its_motion_takes_it()
    {
        var tracker = new Tracker(new TrackerOptions());
        Ids(tracker, Thing(Person, 100, 100));
        Assert.Empty(tracker.Expect(Frame));
        Ids(tracker, Thing(Person, 110, 104));
        Assert.Equal(new ExpectedThing(Person.Id, new PixelBox(120, 108, 40, 80)), Assert.Single(tracker.Expect(Frame)));
        Assert.Equal(new PixelBox(60, 54, 20, 40), Assert.Single(tracker.Expect(new PixelSize(320, 240))).Box);
        Ids(tracker);
        Assert.Empty(tracker.Expect(Frame));
    }

    [Fact]
    public void Looks_are_remembered_once_however_often_they_are_moved_on()
    {
        var tracker = new Tracker(new TrackerOptions());
        Ids(tracker, Thing(Person, 100, 100, embedding: [1, 0]));
        Ids(tracker, Thing(Person, 100, 100, embedding: [0, 1]));
        for (int t = 0; t < 10; t++)
        {
            tracker.Update([Thing(Person, 100, 100, embedding: [0, 1])], Frame, hasFreshDetections: false);
        }

        Assert.Equal([2, 1], Ids(tracker, Thing(Person, 100, 100, embedding: [0, 1]), Thing(Person, 100, 100, embedding: [1, 0])));
    }

    [Fact]
    public void Velocity_is_measured_from_look_to_look()
    {
        var tracker = new Tracker(new TrackerOptions());
        Ids(tracker, Thing(Person, 100, 100));
        foreach (int x in new[] { 100, 104, 100 })
        {
            tracker.Update([Thing(Person, x, 100)], Frame, hasFreshDetections: false);
        }

        Ids(tracker, Thing(Person, 140, 100));
        Assert.Equal(150, Assert.Single(tracker.Expect(Frame)).Box.X);
    }

    [Fact]
    public void Stuff_has_no_id_and_the_order_stays()
    {
        IReadOnlyList<PanopticSegment> tracked = new Tracker(new TrackerOptions()).Update([Thing(Road, 0, 0), Thing(Person, 100, 100)], Frame, hasFreshDetections: true);
        Assert.Equal([("road", null), ("person", 1L)], tracked.Select(segment => (segment.Category.Name, segment.TrackId)));
    }

    [Fact]
    public void Ids_are_unique_in_a_frame_and_never_used_again_and_keep_their_class() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var options = new TrackerOptions { MemoryFrames = 3 };
        var tracker = new Tracker(options);
        var lastSeen = new Dictionary<long, (int Frame, int Category)>();
        long largest = 0;
        for (int t = 0; t < 1000; t++)
        {
            PanopticSegment[] segments = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Thing(
                random.Next(2) == 0 ? Person : Car, random.Next(200), random.Next(200), score: random.NextSingle(),
                embedding: random.Next(3) == 0 ? [] : [random.NextSingle() - 0.5f, random.NextSingle() - 0.5f]))];
            IReadOnlyList<PanopticSegment> tracked = tracker.Update(segments, Frame, hasFreshDetections: true);
            Assert.Equal(segments.Length, tracked.Select(segment => segment.TrackId).Distinct().Count());
            foreach (PanopticSegment segment in tracked)
            {
                long id = segment.TrackId!.Value;
                if (lastSeen.TryGetValue(id, out var before))
                {
                    Assert.Equal(before.Category, segment.Category.Id);
                    Assert.InRange(t - before.Frame, 1, options.MemoryFrames + 1);
                }
                else
                {
                    Assert.True(id > largest);
                    largest = id;
                }

                lastSeen[id] = (t, segment.Category.Id);
            }
        }
    }, iter: 20);

    private static long?[] Ids(Tracker tracker, params PanopticSegment[] segments) =>
        [.. tracker.Update(segments, Frame, hasFreshDetections: true).Select(segment => segment.TrackId)];

    private static PanopticSegment Thing(Category category, int x, int y, int width = 40, int height = 80, float score = 0.9f, float[]? embedding = null) =>
        new(1, category, score, new PixelBox(x, y, width, height), width * height, embedding);
}
