using System.Text.Json.Nodes;
using VideoSeg.Inference.Families;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Inference.Tests;

public sealed class KeyframePoliciesTests
{
    [Fact]
    public void A_policy_is_found_by_its_name_whatever_its_case_and_hyphens()
    {
        var policies = new KeyframePolicies(KeyframePolicies.BuiltIn);
        Assert.Equal(["every-frame", "fixed-interval", "adaptive"], policies.Names);
        Assert.Equal("fixed-interval", policies.NameOf("FixedInterval"));
        Assert.IsType<FixedIntervalPolicy>(policies.Create(new KeyframeOptions("fixed-interval")));
    }

    [Fact]
    public void An_unknown_policy_is_refused_with_the_known_ones()
    {
        var refused = Assert.Throws<UnknownKeyframePolicyException>(() => new KeyframePolicies(KeyframePolicies.BuiltIn).Create(new KeyframeOptions("sometimes")));
        Assert.Equal("the keyframe policy is 'sometimes'; allowed are every-frame, fixed-interval, adaptive", refused.Message);
        Assert.Equal("sometimes", refused.Name);
    }

    [Fact]
    public void A_package_may_name_a_policy_that_the_host_has_added()
    {
        using var package = Packages.Spoil("colours", manifest => manifest["keyframes"] = JsonNode.Parse("""{"policy":"second"}"""));
        var policies = new KeyframePolicies([.. KeyframePolicies.BuiltIn, new KeyframePolicyFactory("second", _ => new SecondFramePolicy())]);
        using var model = new ModelLoader(Packages.Options, new ModelFamilies(ModelLoader.BuiltInFamilies), policies).Load(package.Folder);
        using var segmenter = model.OpenStream(policies.Create(model.Manifest.Keyframes));
        using var frame = Pictures.RedLeftBlueRight(96, 64);

        var reasons = new List<KeyframeReason?>();
        for (int i = 0; i < 4; i++)
        {
            using var step = segmenter.Prepare(frame, TimeSpan.FromMilliseconds(40 * i));
            step.Execute();
            reasons.Add(step.KeyframeReason);
        }

        Assert.Equal([KeyframeReason.FirstFrame, null, KeyframeReason.Interval, null], reasons);
    }

    private sealed class SecondFramePolicy : IKeyframePolicy
    {
        public bool Reuses => true;

        public KeyframeReason? DecideByCount(int framesSinceKeyframe) => framesSinceKeyframe >= 2 ? KeyframeReason.Interval : null;

        public KeyframeReason? Decide(in KeyframeEvidence evidence) => null;
    }
}
