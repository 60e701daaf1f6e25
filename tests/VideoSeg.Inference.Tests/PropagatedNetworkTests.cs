using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Runtime;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Tests;

/// <summary>Packages that bring a network for the frames between keyframes.</summary>
public sealed class PropagatedNetworkTests
{
    private const float Tolerance = 1e-3f;
    private const int GridWidth = 24;
    private const int GridHeight = 16;
    private const int CellSide = 4;
    private const int Red = 1;

    private static readonly string[] All = ["colours-warped", "colours-corrected", "colours-fused"];

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(40);

    public enum Break
    {
        AnotherSize,
        Pause,
        Failure,
        Rest,
        SceneCut,
    }

    public static TheoryData<string, Break> Breaks() =>
        [.. from package in All from what in Enum.GetValues<Break>() select (package, what)];

    [Fact]
    public void A_network_that_warps_what_is_cached_says_what_the_server_s_own_warp_says()
    {
        using var own = new PackageStream("colours", new FixedIntervalPolicy(100));
        using var network = new PackageStream("colours-warped", new FixedIntervalPolicy(100));
        for (int i = 0; i < 4; i++)
        {
            using var frame = Pictures.SquareAt(20 + (5 * i), 40);
            var (expected, actual) = (own.Predict(frame), network.Predict(frame));
            AssertClose(expected.Semantic, actual.Semantic);
            Assert.Equal(expected.Prototypes, actual.Prototypes);
            Assert.Equal(expected.Boxes, actual.Boxes);
        }
    }

    [Fact]
    public void A_network_that_says_which_things_there_are_has_looked_anew()
    {
        using var package = Packages.Spoil("colours", manifest => manifest["graphs"]!["propagated"] = "keyframe.onnx");
        using var model = SegmentationModel.Load(package.Folder, Packages.Options);
        using var segmenter = model.OpenStream(new FixedIntervalPolicy(100));
        for (int i = 0; i < 2; i++)
        {
            using var frame = Pictures.SquareAt(20, 40);
            using var step = segmenter.Prepare(frame, i * FrameTime);
            step.Execute();
            Assert.Equal(i == 0, step.KeyframeReason is not null);
            Assert.True(step.HasFreshDetections);
        }
    }

    [Theory]
    [InlineData("colours-warped")]
    [InlineData("colours-corrected")]
    [InlineData("colours-fused")]
    public void A_frame_that_is_missing_after_the_keyframe_changes_nothing(string package)
    {
        using var whole = new PackageStream(package, new FixedIntervalPolicy(100));
        using var gappy = new PackageStream(package, new FixedIntervalPolicy(100));
        using var first = Pictures.SquareAt(20, 40);
        using var between = Pictures.SquareAt(60, 10);
        using var last = Pictures.SquareAt(28, 40);
        whole.Predict(first);
        whole.Predict(between);
        gappy.Predict(first);
        Assert.Equal(gappy.Predict(last).Semantic, whole.Predict(last).Semantic);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Nothing_from_before_a_break_is_left_after_it(string package, Break what)
    {
        using var stream = new PackageStream(package, new AdaptivePolicy(1, 3));
        using var fresh = new PackageStream(package, new AdaptivePolicy(1, 3));
        using var before = Pictures.SquareAt(20, 40);
        using var after = what switch
        {
            Break.AnotherSize => Pictures.RedLeftBlueRight(384, 256),
            Break.SceneCut => Pictures.RedLeftBlueRight(192, 128),
            _ => Pictures.SquareAt(60, 20),
        };
        stream.Predict(before);
        stream.Predict(before);
        var expected = what switch
        {
            Break.AnotherSize => KeyframeReason.ResolutionChange,
            Break.Pause => KeyframeReason.Gap,
            Break.Failure => KeyframeReason.Recovery,
            Break.Rest => KeyframeReason.Gap,
            _ => KeyframeReason.SceneCut,
        };
        switch (what)
        {
            case Break.Pause:
                stream.Time += TimeSpan.FromSeconds(2);
                break;
            case Break.Failure:
                stream.Segmenter.Recover();
                break;
            case Break.Rest:
                stream.Segmenter.ReleaseIdleMemory();
                break;
            default:
                break;
        }

        foreach (var reason in new KeyframeReason?[] { expected, null, null, KeyframeReason.Interval })
        {
            var heads = stream.Predict(after);
            Assert.Equal(reason, heads.Reason);
            Assert.Equal(fresh.Predict(after).Semantic, heads.Semantic);
        }
    }

    [Fact]
    public void A_network_that_fails_between_keyframes_gives_a_keyframe_next_and_is_used_again_after_it()
    {
        using var package = Packages.Spoil("colours", manifest => manifest["graphs"]!["propagated"] = "nonkeyframe.onnx");
        File.Copy(Path.Combine(Packages.Folder("fails-on-red"), "keyframe.onnx"), Path.Combine(package.Folder, "nonkeyframe.onnx"));
        using var stream = new PackageStream(package.Folder, new FixedIntervalPolicy(100));
        using var red = Pictures.RedLeftBlueRight(192, 128);
        using var green = Pictures.SquareAt(20, 40);
        Assert.Equal(KeyframeReason.FirstFrame, stream.Predict(red).Reason);
        Assert.Throws<InferenceException>(() => stream.Predict(red));
        stream.Segmenter.Recover();
        Assert.Equal(KeyframeReason.Recovery, stream.Predict(red).Reason);

        // What it looks at is the picture, not what was kept.
        var between = stream.Predict(green);
        Assert.Null(between.Reason);
        using var whole = new PackageStream("semantic-only", new EveryFramePolicy());
        Assert.Equal(whole.Predict(green).Semantic, between.Semantic);
    }

    [Theory]
    [InlineData(96, 64)]
    [InlineData(192, 64)]
    [InlineData(64, 192)]
    public void A_look_at_a_small_picture_is_fitted_as_the_keyframe_is(int width, int height)
    {
        using var stream = new PackageStream("colours-corrected", new FixedIntervalPolicy(2));
        using var frame = Pictures.RedLeftBlueRight(width, height, width / 4);
        var keyframe = stream.Predict(frame);
        var between = stream.Predict(frame);
        Assert.Null(between.Reason);
        Assert.Equal(keyframe.FrameArea, between.FrameArea);

        // In the middle row, a quarter of the frame is red, within a cell.
        int quarter = keyframe.FrameArea.Width / CellSide / 4;
        Assert.InRange(RedCells(keyframe), quarter - 1, quarter + 1);
        Assert.InRange(RedCells(between), quarter - 1, quarter + 1);

        static int RedCells(PackageStream.Seen heads) => heads.Semantic.AsSpan((Red * GridWidth * GridHeight) + (GridHeight / 2 * GridWidth), GridWidth).ToArray().Count(logit => logit > 0);
    }

    [Fact]
    public void A_picture_is_decoded_at_the_size_of_the_network_that_looks_at_it()
    {
        using var model = SegmentationModel.Load(Packages.Folder("colours-corrected"), Packages.Options);
        using var segmenter = model.OpenStream(new FixedIntervalPolicy(100));
        using var plain = new PackageStream("colours-corrected", new FixedIntervalPolicy(100));
        var limits = new FrameLimits(1 << 20);
        using var keyframe = FrameDecoder.Decode(Pictures.Encoded(20), limits, model.InputSize);
        using var small = FrameDecoder.Decode(Pictures.Encoded(20), limits, model.Networks.PropagatedImageSize);
        Assert.True(keyframe.HasPixelsFor(model.InputSize));
        Assert.False(small.HasPixelsFor(model.InputSize));

        float[][] expected = [plain.Predict(keyframe).Semantic, plain.Predict(small).Semantic];
        Assert.Equal(expected[0], Semantic(segmenter.Prepare(segmenter.Analyze(Pictures.Encoded(20), limits, TimeSpan.Zero))));
        Assert.Equal(expected[1], Semantic(segmenter.Prepare(segmenter.Analyze(Pictures.Encoded(20), limits, FrameTime))));

        // One that turns out to have lost its keyframe is decoded again, and looked at as a whole.
        var lost = segmenter.Analyze(Pictures.Encoded(20), limits, 2 * FrameTime);
        segmenter.Recover();
        Assert.Equal(expected[0], Semantic(segmenter.Prepare(lost)));
    }

    [Fact]
    public void What_is_kept_is_what_the_graphs_take_and_no_more()
    {
        using var fused = SegmentationModel.Load(Packages.Folder("colours-fused"), Packages.Options);
        using var warped = SegmentationModel.Load(Packages.Folder("colours-warped"), Packages.Options);
        Assert.Equal(["cache.state"], fused.Networks.Kept.Select(t => t.Name));
        Assert.Equal(["boxes", "coefficients", "prototypes", "scores", "semantic"], warped.Networks.Kept.Select(t => t.Name).Order());
        Assert.Equal((4 * 4 * 8 * 12) + MotionEstimator.BytesFor(16 * 24), fused.StreamMemoryBytes);
    }

    [Fact]
    public void A_memory_that_is_given_back_while_a_step_rests_on_it_is_freed_after_the_step()
    {
        using var model = SegmentationModel.Load(Packages.Folder("colours-warped"), Packages.Options);
        using var segmenter = model.OpenStream(new FixedIntervalPolicy(100));
        using var frame = Pictures.SquareAt(20, 40);
        float[] keyframe = Semantic(segmenter.Prepare(frame, TimeSpan.Zero));
        var step = segmenter.Prepare(frame, FrameTime);
        segmenter.ReleaseIdleMemory();
        AssertClose(keyframe, Semantic(step));

        var memory = new StreamMemory(model.Networks.Kept);
        Assert.True(memory.TryLock());
        memory.Free();
        memory.Unlock();
        Assert.False(memory.TryLock());
    }

    private static float[] Semantic(InferenceStep step)
    {
        using (step)
        {
            step.Execute();
            return step.Prediction.Semantic.Values.ToArray();
        }
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
