using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Steps;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Tests;

/// <summary>A textured world with a blue square that moves over it, seen through the small network of colours.</summary>
public sealed class ReuseTests : IDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(40);

    private readonly SegmentationModel _model = SegmentationModel.Load(Packages.Folder("colours"), Packages.Options);

    [Fact]
    public void Masks_and_boxes_follow_the_motion_between_keyframes()
    {
        using var segmenter = _model.OpenStream(new FixedIntervalPolicy(100));
        var merger = _model.NewMerger();
        var shifts = new List<int>();
        for (int i = 0; i <= 4; i++)
        {
            using var frame = Pictures.SquareAt(20 + (4 * i), 40);
            using var step = segmenter.Prepare(frame, i * FrameTime);
            step.Execute();
            Assert.Equal(i == 0 ? KeyframeReason.FirstFrame : null, step.KeyframeReason);
            Assert.Equal(i == 0, step.HasFreshDetections);
            using PanopticMap map = merger.Merge(step.Prediction, frame.Size);
            shifts.Add(Assert.Single(map.Segments, s => s.Category.Name == "blue").Box.X);
        }

        // Within a cell of 8 px of the frame.
        Assert.All(shifts.Select((x, i) => x - (20 + (4 * i))), miss => Assert.InRange(miss, -8, 8));
        Assert.True(shifts[4] - shifts[0] >= 8, string.Join(' ', shifts));
    }

    [Fact]
    public void Each_frame_between_is_warped_from_the_keyframe_and_never_from_another()
    {
        using var chained = _model.OpenStream(new FixedIntervalPolicy(100));
        using var direct = _model.OpenStream(new FixedIntervalPolicy(100));
        using var first = Pictures.SquareAt(20, 40);
        using var between = Pictures.SquareAt(60, 10);
        using var last = Pictures.SquareAt(28, 40);
        float[] after = Semantic(chained, [first, between, last]);
        Assert.Equal(Semantic(direct, [first, last]), after);
    }

    [Fact]
    public void A_keyframe_that_ran_ahead_changes_no_frame_before_its_turn()
    {
        var limits = new FrameLimits(1_000_000);
        int[] places = [20, 28, 90, 98];
        float[][] inTurn = Run(ahead: false);
        Assert.NotEqual(inTurn[1], inTurn[3]);
        Assert.Equal(inTurn, Run(ahead: true));

        float[][] Run(bool ahead)
        {
            using var segmenter = _model.OpenStream(new FixedIntervalPolicy(2));
            var sighted = places.Select((x, i) => segmenter.Analyze(Pictures.Encoded(x), limits, i * FrameTime)).ToArray();
            Assert.Equal([true, false, true, false], sighted.Select(segmenter.IsIndependent));
            using var first = Executed(segmenter.Prepare(sighted[0]));
            using var early = ahead ? Executed(segmenter.PrepareIndependent(sighted[2])) : null;
            using var second = Executed(segmenter.Prepare(sighted[1]));
            using var third = early ?? Executed(segmenter.Prepare(sighted[2]));
            segmenter.Commit(third);
            using var fourth = Executed(segmenter.Prepare(sighted[3]));
            return [.. new[] { first, second, third, fourth }.Select(s => s.Prediction.Semantic.Values.ToArray())];
        }

        static InferenceStep Executed(InferenceStep step)
        {
            step.Execute();
            return step;
        }
    }

    [Fact]
    public void Another_size_a_pause_and_a_failure_each_give_a_keyframe()
    {
        using var segmenter = _model.OpenStream(new FixedIntervalPolicy(100));
        using var frame = Pictures.SquareAt(20, 40);
        using var larger = Pictures.RedLeftBlueRight(384, 256);
        Assert.Equal(KeyframeReason.FirstFrame, Reason(segmenter, frame, TimeSpan.Zero));
        Assert.Null(Reason(segmenter, frame, FrameTime));
        Assert.Equal(KeyframeReason.ResolutionChange, Reason(segmenter, larger, 2 * FrameTime));
        Assert.Equal(KeyframeReason.ResolutionChange, Reason(segmenter, frame, 3 * FrameTime));
        Assert.Equal(KeyframeReason.Gap, Reason(segmenter, frame, TimeSpan.FromSeconds(5)));
        Assert.Null(Reason(segmenter, frame, TimeSpan.FromSeconds(5) + FrameTime));
        segmenter.Recover();
        Assert.Equal(KeyframeReason.Recovery, Reason(segmenter, frame, TimeSpan.FromSeconds(5) + (2 * FrameTime)));
    }

    [Fact]
    public void A_frame_that_is_far_wider_than_high_is_reused_in_a_letterbox()
    {
        using var letterbox = SegmentationModel.Load(Packages.Folder("colours-planar"), Packages.Options);
        using var segmenter = letterbox.OpenStream(new FixedIntervalPolicy(2));
        using var frame = Pictures.RedLeftBlueRight(3000, 20);
        Assert.Equal(KeyframeReason.FirstFrame, Reason(segmenter, frame, TimeSpan.Zero));
        Assert.Null(Reason(segmenter, frame, FrameTime));
    }

    [Fact]
    public void A_fixed_interval_is_kept()
    {
        using var segmenter = _model.OpenStream(new FixedIntervalPolicy(3));
        using var frame = Pictures.SquareAt(20, 40);
        var reasons = Enumerable.Range(0, 7).Select(i => Reason(segmenter, frame, i * FrameTime)).ToList();
        Assert.Equal([KeyframeReason.FirstFrame, null, null, KeyframeReason.Interval, null, null, KeyframeReason.Interval], reasons);
    }

    [Fact]
    public void A_scene_cut_is_a_keyframe_on_that_very_frame_and_a_still_picture_is_none()
    {
        using var segmenter = _model.OpenStream(new AdaptivePolicy(0.05, 100));
        using var scene = Pictures.SquareAt(20, 40);
        using var other = Pictures.RedLeftBlueRight(192, 128);
        Assert.Equal(KeyframeReason.FirstFrame, Reason(segmenter, scene, TimeSpan.Zero));
        Assert.Null(Reason(segmenter, scene, FrameTime));
        Assert.Equal(KeyframeReason.SceneCut, Reason(segmenter, other, 2 * FrameTime));
        Assert.Null(Reason(segmenter, other, 3 * FrameTime));
    }

    [Fact]
    public void A_scene_cut_in_a_spliced_clip_is_seen_on_its_frame_and_said_by_name()
    {
        using var segmenter = _model.OpenStream(new AdaptivePolicy(0.05, 100));
        var reasons = Enumerable.Range(0, 12).Select(i =>
        {
            using var frame = i < 7 ? Pictures.SquareAt(20, 40) : Pictures.RedLeftBlueRight(192, 128);
            return Reason(segmenter, frame, i * FrameTime);
        }).ToList();
        Assert.Equal(KeyframeReason.SceneCut, reasons[7]);
        Assert.All(reasons.Where((_, i) => i is not (0 or 7)), Assert.Null);
    }

    [Fact]
    public void The_adaptive_policy_always_reuses_once_and_then_by_what_is_unexplained()
    {
        var policy = new AdaptivePolicy(0.05, 10);
        Assert.Null(Decide(1, residual: 0.4));
        Assert.Null(Decide(2, residual: 0.05));
        Assert.Equal(KeyframeReason.Residual, Decide(2, residual: 0.06));
        Assert.Equal(KeyframeReason.Uncovered, Decide(2, uncovered: 0.2));
        Assert.Equal(KeyframeReason.SceneCut, Decide(1, residual: 0.6));
        Assert.Equal(KeyframeReason.Interval, Decide(10));
        Assert.Equal(KeyframeReason.Interval, new AdaptivePolicy(0.05, 1).Decide(new KeyframeEvidence(1, default)));

        KeyframeReason? Decide(int frames, double residual = 0, double uncovered = 0) =>
            policy.Decide(new KeyframeEvidence(frames, new MotionEvidence(residual, uncovered)));
    }

    [Fact]
    public void What_was_sighted_before_its_keyframe_failed_becomes_a_keyframe_itself()
    {
        using var segmenter = _model.OpenStream(new FixedIntervalPolicy(3));
        var limits = new FrameLimits(1 << 20);
        var sighted = Enumerable.Range(0, 6).Select(i => segmenter.Analyze(Pictures.Encoded(20 + i), limits, i * FrameTime)).ToList();
        Assert.Equal([KeyframeReason.FirstFrame, null, null, KeyframeReason.Interval, null, null], sighted.Select(s => s.KeyframeReason));
        Assert.Equal([KeyframeReason.FirstFrame, null, null], sighted.Take(3).Select(s => Reason(segmenter.Prepare(s))));

        // The keyframe that was chosen for the fourth frame fails.
        segmenter.Prepare(sighted[3]).Dispose();
        segmenter.Recover();
        Assert.Equal([KeyframeReason.Recovery, KeyframeReason.Recovery], sighted.Skip(4).Select(s => Reason(segmenter.Prepare(s))));

        // The lookout has heard of it by now.
        var next = Enumerable.Range(6, 2).Select(i => Reason(segmenter.Prepare(segmenter.Analyze(Pictures.Encoded(20 + i), limits, i * FrameTime))));
        Assert.Equal([KeyframeReason.Recovery, null], next);

        static KeyframeReason? Reason(InferenceStep step)
        {
            using (step)
            {
                step.Execute();
                return step.KeyframeReason;
            }
        }
    }

    [Fact]
    public void A_broken_keyframe_is_told_and_the_next_frame_is_one()
    {
        using var segmenter = _model.OpenStream(new FixedIntervalPolicy(2));
        var limits = new FrameLimits(1 << 20);
        using var first = segmenter.Analyze(Pictures.Encoded(20), limits, TimeSpan.Zero);
        Assert.Throws<FrameException>(() => segmenter.Analyze(new EncodedPicture(new byte[] { 0xFF, 0xD8, 0xFF, 0 }), limits, FrameTime));
        using var second = segmenter.Analyze(Pictures.Encoded(21), limits, 2 * FrameTime);
        using var third = segmenter.Analyze(Pictures.Encoded(22), limits, 3 * FrameTime);
        Assert.Equal([KeyframeReason.FirstFrame, null, KeyframeReason.Interval], new[] { first, second, third }.Select(s => s.KeyframeReason));
    }

    [Fact]
    public void A_stream_that_reuses_nothing_remembers_nothing()
    {
        using var every = _model.OpenStream(new EveryFramePolicy());
        using var some = _model.OpenStream(new FixedIntervalPolicy(2));
        using var frame = Pictures.SquareAt(20, 40);
        Reason(every, frame, TimeSpan.Zero);
        Reason(some, frame, TimeSpan.Zero);
        Assert.Equal(0, every.MemoryBytes);

        // Four logits and one prototype a cell, the rest is small.
        Assert.InRange(some.MemoryBytes, 5 * 4 * 16 * 24, 20 * 4 * 16 * 24);
        Assert.Equal(_model.StreamMemoryBytes, some.MemoryBytes);
        some.ReleaseIdleMemory();
        Assert.Equal(0, some.MemoryBytes);
        Assert.Equal(KeyframeReason.Gap, Reason(some, frame, FrameTime));
    }

    public void Dispose() => _model.Dispose();

    private static float[] Semantic(Segmenter segmenter, Frame[] frames)
    {
        float[] semantic = [];
        for (int i = 0; i < frames.Length; i++)
        {
            using var step = segmenter.Prepare(frames[i], i * FrameTime);
            step.Execute();
            semantic = step.Prediction.Semantic.Values.ToArray();
        }

        return semantic;
    }

    private static KeyframeReason? Reason(Segmenter segmenter, Frame frame, TimeSpan time)
    {
        using var step = segmenter.Prepare(frame, time);
        step.Execute();
        return step.KeyframeReason;
    }
}
