using System.Text.Json.Nodes;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Inference.Tests;

/// <summary>Packages that fuse a keyframe with the one before.</summary>
public sealed class FusionTests
{
    [Fact]
    public void A_keyframe_is_fused_with_the_one_before_where_the_package_says_so_and_the_stream_reuses()
    {
        using var off = Packages.Spoil("colours-fused", manifest => manifest["keyframes"] = new JsonObject { ["fusion"] = false });
        using var fusing = new PackageStream("colours-fused", new FixedIntervalPolicy(1));
        using var rarely = new PackageStream("colours-fused", new FixedIntervalPolicy(3));
        using var every = new PackageStream("colours-fused", new EveryFramePolicy());
        using var switchedOff = new PackageStream(off.Folder, new FixedIntervalPolicy(1));
        using var first = Pictures.SquareAt(20, 40);
        using var other = Pictures.SquareAt(100, 40);
        float[] alone = every.Predict(other).Semantic;
        foreach (var stream in new[] { fusing, rarely, every, switchedOff })
        {
            stream.Predict(first);
        }

        float[] fused = fusing.Predict(other).Semantic;
        Assert.NotEqual(alone, fused);
        Assert.Equal(alone, every.Predict(other).Semantic);
        Assert.Equal(alone, switchedOff.Predict(other).Semantic);
        rarely.Predict(first);
        rarely.Predict(first);
        Assert.Equal(fused, rarely.Predict(other).Semantic);
    }

    [Fact]
    public void A_keyframe_is_fused_along_the_motion_whoever_wanted_the_keyframe()
    {
        using var counted = new PackageStream("colours-fused", new FixedIntervalPolicy(1));
        using var judged = new PackageStream("colours-fused", new AdaptivePolicy(1, 1));
        using var still = new PackageStream("colours-fused", new FixedIntervalPolicy(1));
        using var first = Pictures.SquareAt(20, 40);
        using var moved = Pictures.SquareAt(36, 40);
        counted.Predict(first);
        judged.Predict(first);
        still.Predict(moved);
        float[] fused = counted.Predict(moved).Semantic;
        Assert.Equal(judged.Predict(moved).Semantic, fused);
        Assert.NotEqual(still.Predict(moved).Semantic, fused);
    }
}
