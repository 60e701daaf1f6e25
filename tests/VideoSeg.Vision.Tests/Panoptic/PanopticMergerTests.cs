using CsCheck;
using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Tests.Panoptic;

public sealed class PanopticMergerTests
{
    private static readonly Category[] Street =
    [
        new(7, "road", false, default), new(12, "car", true, default), new(3, "sky", false, default), new(9, "person", true, default),
    ];

    private static readonly PanopticOptions KeepAll = new() { StuffAreaLimit = 0 };

    [Fact]
    public void Every_pixel_is_what_the_definition_says() =>
        Gen.Select(Gen.Int, Gen.Int[2, 9], Gen.Int[2, 9], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[0, 6], Gen.Int[0, 3])
            .Sample((seed, width, height, frameWidth, frameHeight, detections, heads) =>
            {
                Heads random = RandomHeads(new Random(seed), width, height, detections, semantic: heads != 1, instances: heads != 2);
                AssertAsDefined(random, new PixelSize(frameWidth, frameHeight));
            }, iter: 3000);

    [Theory]
    [InlineData(0, 1, 2, 1)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(0, 2, 1, 1)]
    public void Classes_that_share_a_channel_compete_with_its_logit(params int[] channels) =>
        Gen.Select(Gen.Int, Gen.Int[2, 9], Gen.Int[2, 9], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[0, 6], Gen.Bool)
            .Sample((seed, width, height, frameWidth, frameHeight, detections, instances) =>
            {
                Heads random = RandomHeads(new Random(seed), width, height, detections, semantic: true, instances, channels.Max() + 1);
                AssertAsDefined(random, new PixelSize(frameWidth, frameHeight), channels);
            }, iter: 300);

    [Fact]
    public void A_class_map_names_the_stuff_of_a_shared_channel_or_else_its_first_thing()
    {
        Category[] classes = [new(1, "car", true, default), new(2, "bus", true, default), new(3, "wall", false, default), new(4, "picture", true, default)];
        var heads = new Heads(2, 1, [9, 0, 0, 9], [], [], [], []);
        var merger = new PanopticMerger(classes, KeepAll, new ClassChannels(classes, [0, 0, 1, 1]));
        Assert.Equal([0, 2], merger.ClassMap(heads.Borrow(), new PixelSize(2, 1)));
    }

    [Fact]
    public void Ids_categories_areas_and_boxes_always_correspond() =>
        Gen.Select(Gen.Int, Gen.Int[0, 8]).Sample((seed, detections) =>
        {
            Heads heads = RandomHeads(new Random(seed), 8, 7, detections, semantic: true, instances: true);
            using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(50, 41));
            ushort[] labels = map.Labels.ToArray();
            Assert.Equal(Enumerable.Range(1, map.Segments.Count), map.Segments.Select(segment => segment.SegmentId));
            Assert.All(labels, label => Assert.InRange(label, 0, map.Segments.Count));
            foreach (PanopticSegment segment in map.Segments)
            {
                int[] pixels = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == segment.SegmentId)];
                Assert.NotEmpty(pixels);
                Assert.Equal(pixels.Length, segment.Area);
                int left = pixels.Min(i => i % 50);
                int top = pixels.Min(i => i / 50);
                Assert.Equal(new PixelBox(left, top, pixels.Max(i => i % 50) + 1 - left, pixels.Max(i => i / 50) + 1 - top), segment.Box);
                Assert.InRange(segment.Score, 0f, 1f);
            }
        }, iter: 500);

    [Fact]
    public void An_instance_that_wins_no_pixel_shifts_nobodys_id()
    {
        // The first car's mask is faint and the road's logit beats it; the person behind it in the list wins its own cells.
        var semantic = Plane(6, 4, (c, x, y) => c == 0 ? 5 : 0);
        var prototypes = Plane(6, 4, (k, x, y) => (k == 0 ? x < 3 : x >= 3) ? 1 : -1, planes: 2);
        var heads = new Heads(6, 4, semantic, prototypes, [0.9f, 0, 0, 0.8f], [0, 0, 12, 16, 12, 0, 24, 16], [1, 0, 0, 20])
        {
            Embeddings = [1, 0, 0, 1],
        };
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(24, 16));
        Assert.Equal(["person", "road"], map.Segments.Select(segment => segment.Category.Name));
        Assert.Equal([0f, 1f], map.Segments[0].Embedding.ToArray());
        Assert.Equal(0.8f, map.Segments[0].Score);
        Assert.Equal(1, map.Labels[23]);
    }

    [Fact]
    public void No_detection_means_no_instance_even_where_all_stuff_is_negative()
    {
        var heads = new Heads(5, 4, Plane(5, 4, (c, x, y) => c == 2 ? -1 : -3), Plane(5, 4, (k, x, y) => 1, planes: 2), [], [], []);
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(20, 16));
        Assert.Equal("sky", Assert.Single(map.Segments).Category.Name);
    }

    [Fact]
    public void More_than_256_instances_keep_ids_of_their_own()
    {
        const int Side = 40;
        var boxes = new List<float>();
        for (int i = 0; i < 400; i++)
        {
            (int x, int y) = (i % 20 * 2, i / 20 * 2);
            boxes.AddRange([4 * x + 4, 4 * y + 4, 4 * x + 4, 4 * y + 4]);
        }

        float[] scores = [.. Enumerable.Range(0, 400).SelectMany(i => new[] { 0.9f - i * 0.001f, 0 })];
        var heads = new Heads(Side, Side, [], Plane(Side, Side, (k, x, y) => 1, planes: 1), scores, [.. boxes], [.. Enumerable.Repeat(1f, 400)]);
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(Side, Side));
        Assert.Equal(400, map.Segments.Count);
        Assert.Equal(400, map.Labels.ToArray().Distinct().Count());
    }

    [Fact]
    public void A_thing_that_no_instance_claims_is_void()
    {
        var heads = new Heads(4, 4, Plane(4, 4, (c, x, y) => c == (x < 2 ? 0 : 1) ? 5 : 0), Plane(4, 4, (k, x, y) => 1, planes: 1), [], [], []);
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(4, 4));
        Assert.Equal("road", Assert.Single(map.Segments).Category.Name);
        Assert.Equal([1, 1, 0, 0], map.Labels[..4].ToArray());
    }

    [Fact]
    public void What_a_tight_mask_leaves_of_its_class_goes_to_the_instance_in_whose_box_it_lies()
    {
        // A car's logit wins the upper half; the car's mask holds the left third, its box the left two thirds.
        var semantic = Plane(6, 6, (c, x, y) => c == (y < 3 ? 1 : 0) ? 5 : 0);
        var heads = new Heads(6, 6, semantic, Plane(6, 6, (k, x, y) => x < 2 ? 1 : -1, planes: 1), [0.9f, 0], [0, 0, 12, 24], [1]);
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(6, 6));
        Assert.Equal([1, 1, 1, 1, 0, 0], map.Labels[..6].ToArray());
        Assert.Equal("road", map.Segments[1].Category.Name);
        Assert.Equal([2, 2, 2], map.Labels[33..].ToArray());
    }

    [Fact]
    public void One_object_seen_as_two_classes_is_one_segment()
    {
        var heads = new Heads(6, 6, [], Plane(6, 6, (k, x, y) => 1, planes: 1), [0.6f, 0, 0, 0.9f], [4, 4, 20, 20, 4, 4, 20, 20], [1, 1]);
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(24, 24));
        Assert.Equal("person", Assert.Single(map.Segments).Category.Name);
    }

    [Fact]
    public void Little_stuff_becomes_void()
    {
        var semantic = Plane(10, 10, (c, x, y) => c == (x == 0 && y == 0 ? 2 : 0) ? 9 : 0);
        var heads = new Heads(10, 10, semantic, [], [], [], []);
        using PanopticMap all = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(100, 100));
        using PanopticMap large = new PanopticMerger(Street, new PanopticOptions { StuffAreaLimit = 0.05 }).Merge(heads.Borrow(), new PixelSize(100, 100));
        Assert.Equal(["road", "sky"], all.Segments.Select(segment => segment.Category.Name));
        Assert.Equal("road", Assert.Single(large.Segments).Category.Name);
        Assert.Equal(0, large.Labels[0]);
    }

    [Fact]
    public void A_caller_may_ask_for_other_scores()
    {
        var heads = new Heads(6, 6, [], Plane(6, 6, (k, x, y) => 1, planes: 1), [0.2f, 0], [4, 4, 20, 20], [1]);
        var merger = new PanopticMerger(Street, KeepAll);
        using PanopticMap none = merger.Merge(heads.Borrow(), new PixelSize(24, 24));
        using PanopticMap one = merger.Merge(heads.Borrow(), new PixelSize(24, 24), minimumScore: 0.1);
        Assert.Empty(none.Segments);
        Assert.Single(one.Segments);
    }

    [Theory]
    [InlineData(9, 4, 0, "person")]
    [InlineData(9, 8, 0, "person")]
    [InlineData(9, 12, 0)]
    [InlineData(12, 4, 0)]
    [InlineData(9, 4, 0.3, "person")]
    [InlineData(9, 4, 0.4)]
    public void An_unsure_detection_stays_where_a_thing_of_its_class_is_expected(int category, int x, double minimumScore, params string[] found)
    {
        // It has a score of 0.3 and the box (4, 4)-(20, 20).
        var heads = new Heads(6, 6, [], Plane(6, 6, (k, x, y) => 1, planes: 1), [0, 0.3f], [4, 4, 20, 20], [1]);
        ExpectedThing[] expected = [new ExpectedThing(category, new PixelBox(x, 4, 16, 16))];
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(24, 24), minimumScore == 0 ? null : minimumScore, expected);
        Assert.Equal(found, map.Segments.Select(segment => segment.Category.Name));
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(0.9f)]
    public void A_thing_that_is_expected_is_found_once(float surer)
    {
        // The halves of one person, as two detections might have them.
        var heads = new Heads(6, 6, [], Plane(6, 6, (k, x, y) => (k == 0 ? x < 3 : x >= 3) ? 1 : -1, planes: 2), [0, 0.2f, 0, surer], [4, 4, 20, 20, 4, 4, 20, 20], [1, 0, 0, 1]);
        ExpectedThing[] expected = [new ExpectedThing(9, new PixelBox(4, 4, 16, 16))];
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(24, 24), null, expected);
        Assert.Equal(surer, Assert.Single(map.Segments).Score);
    }

    [Fact]
    public void What_is_expected_lies_in_the_frame_wherever_that_lies_in_the_input()
    {
        // The frame, of 48x32, is the middle third of the input.
        var heads = new Heads(6, 6, [], Plane(6, 6, (k, x, y) => 1, planes: 1), [0, 0.3f], [4, 10, 12, 14], [1]) { FrameArea = new PixelBox(0, 8, 24, 8) };
        ExpectedThing[] expected = [new ExpectedThing(9, new PixelBox(8, 8, 16, 16))];
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(48, 32), null, expected);
        Assert.Single(map.Segments);
    }

    [Fact]
    public void Without_instance_heads_a_thing_class_is_one_segment()
    {
        var heads = new Heads(6, 2, Plane(6, 2, (c, x, y) => c == (x is 2 or 3 ? 0 : 1) ? 5 : 0), [], [], [], []);
        using PanopticMap map = new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(6, 2));
        Assert.Equal([("road", 4), ("car", 8)], map.Segments.Select(segment => (segment.Category.Name, segment.Area)));
        Assert.Equal(Math.Exp(5) / (Math.Exp(5) + 3), map.Segments[1].Score, 1e-5);
    }

    [Fact]
    public void A_letterboxed_frame_is_read_from_its_part_of_the_grid() =>
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            Heads heads = RandomHeads(random, 7, 6, 3, semantic: true, instances: true) with { FrameArea = new PixelBox(random.Next(9), random.Next(9), 14 + random.Next(5), 3 + random.Next(12)) };
            AssertAsDefined(heads, new PixelSize(1 + random.Next(40), 1 + random.Next(40)));
        }, iter: 300);

    [Fact]
    public void A_class_map_holds_the_index_of_the_best_class() =>
        Gen.Int.Sample(seed =>
        {
            Heads heads = RandomHeads(new Random(seed), 5, 6, 3, semantic: true, instances: true);
            var frame = new PixelSize(33, 29);
            byte[] classes = new PanopticMerger(Street, KeepAll).ClassMap(heads.Borrow(), frame);
            var definition = new NaiveMerge(heads with { Prototypes = [], Scores = [], Boxes = [], Coefficients = [] }, Street, KeepAll);
            for (int i = 0; i < classes.Length; i++)
            {
                (int? winner, bool close) = definition.At(i % 33, i / 33, frame);
                Assert.True(close || classes[i] == -1 - winner);
            }
        }, iter: 200);

    [Fact]
    public void Heads_that_do_not_fit_are_refused_by_name()
    {
        var heads = new Heads(4, 4, new float[3 * 16], [], [], [], []);
        var error = Assert.Throws<ArgumentException>(() => new PanopticMerger(Street, KeepAll).Merge(heads.Borrow(), new PixelSize(8, 8)));
        Assert.Contains("'semantic' has 48 values; 64", error.Message, StringComparison.Ordinal);
    }

    private static void AssertAsDefined(Heads heads, PixelSize frame, int[]? channelOfClass = null)
    {
        var definition = new NaiveMerge(heads, Street, KeepAll, channelOfClass);
        var channels = new ClassChannels(Street, channelOfClass);
        using PanopticMap map = new PanopticMerger(Street, KeepAll, channels).Merge(heads.Borrow(), frame);
        for (int i = 0; i < frame.Pixels; i++)
        {
            (int? winner, bool close) = definition.At(i % frame.Width, i / frame.Width, frame);
            PanopticSegment? segment = map.Labels[i] == 0 ? null : map.Segments[map.Labels[i] - 1];
            bool agrees = winner switch
            {
                null => segment is null,
                < 0 => segment?.Category == Street[channels.ClassOf(-1 - winner.Value)] && segment.Embedding.IsEmpty,
                _ => segment is { Embedding.IsEmpty: false } && segment.Embedding.Span[0] == definition.Kept[winner.Value],
            };
            Assert.True(close || agrees, $"pixel {i % frame.Width}, {i / frame.Width}: {winner} expected, got {segment}");
        }
    }

    private static Heads RandomHeads(Random random, int width, int height, int detections, bool semantic, bool instances, int channels = 4)
    {
        const int Prototypes = 3;
        float[] Values(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];
        int count = instances ? detections : 0;
        float[] scores = [.. Enumerable.Range(0, 2 * count).Select(_ => (float)random.NextDouble())];
        var boxes = new List<float>();
        for (int i = 0; i < count; i++)
        {
            (double x, double y) = (random.NextDouble() * 4 * width - 4, random.NextDouble() * 4 * height - 4);
            boxes.AddRange([(float)x, (float)y, (float)(x + random.NextDouble() * 4 * width), (float)(y + random.NextDouble() * 4 * height)]);
        }

        // The embedding carries the detection's number, so that a test can tell who a segment is.
        return new Heads(
            width,
            height,
            semantic ? Values(channels * width * height, 4) : [],
            instances ? Values(Prototypes * width * height, 3) : [],
            scores,
            [.. boxes],
            Values(count * Prototypes, 4))
        {
            Embeddings = [.. Enumerable.Range(0, count).Select(i => (float)i)],
        };
    }

    private static float[] Plane(int width, int height, Func<int, int, int, float> value, int planes = 4) =>
        [.. Enumerable.Range(0, planes * width * height).Select(i => value(i / (width * height), i % width, i / width % height))];
}
