using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Inference.Tests;

/// <summary>Nothing is allocated for each pixel: what a frame leaves to the garbage collector is its result, and little beside it.</summary>
public sealed class AllocationTests
{
    private const int FewestPixelsAByte = 10;

    public static TheoryData<string, IKeyframePolicy> Ways() => new()
    {
        { "colours", new EveryFramePolicy() },
        { "colours", new FixedIntervalPolicy(4) },
        { "colours-warped", new FixedIntervalPolicy(4) },
        { "colours-corrected", new FixedIntervalPolicy(4) },
        { "colours-fused", new FixedIntervalPolicy(4) },
    };

    [Theory]
    [MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void A_frame_allocates_far_less_than_a_byte_for_each_pixel(string package, IKeyframePolicy policy)
    {
        using var model = SegmentationModel.Load(Packages.Folder(package), Packages.Options);
        using var frame = Pictures.RedLeftBlueRight(1200, 800);
        using var segmenter = model.OpenStream(policy);
        var merger = model.NewMerger();
        var tracker = new Tracker(new TrackerOptions());
        Segment(frames: 5);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Segment(frames: 20);
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 20;

        Assert.InRange(bytes, 0, frame.Size.Pixels / FewestPixelsAByte);

        void Segment(int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                using var step = segmenter.Prepare(frame, TimeSpan.Zero);
                step.Execute();
                using var map = merger.Merge(step.Prediction, frame.Size, expected: tracker.Expect(frame.Size));
                map.Segments = tracker.Update(map.Segments, frame.Size, step.HasFreshDetections);
                RleEncoder.Encode(map);
            }
        }
    }
}
