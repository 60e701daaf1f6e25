using System.CommandLine;
using VideoSeg.V1;

namespace VideoSeg.Cli.Models;

/// <summary>The options --policy and --interval of all commands that select keyframes.</summary>
internal sealed class KeyframeOptions
{
    // The policies that every server has are sent in the field that servers of version 0.1 know too.
    private static readonly Dictionary<string, KeyframePolicy> Policies = new()
    {
        ["model"] = KeyframePolicy.Unspecified,
        ["every-frame"] = KeyframePolicy.EveryFrame,
        ["fixed-interval"] = KeyframePolicy.FixedInterval,
        ["adaptive"] = KeyframePolicy.Adaptive,
    };

    /// <param name="defaultPolicy">The policy if --policy is not given.</param>
    public KeyframeOptions(string defaultPolicy) => Policy = new Option<string>("--policy")
    {
        Description = "Which frames are keyframes, on which the full network runs. model: the model's default policy; every-frame; fixed-interval: one frame in --interval; adaptive: when motion from the last keyframe no longer explains the frame; or a policy that the server adds.",
        HelpName = "NAME",
        DefaultValueFactory = _ => defaultPolicy,
    };

    public Option<string> Policy { get; }

    public Option<int?> Interval { get; } = CheckedOption.Integer("--interval", "The keyframe interval in frames, 1 to 1000; with adaptive, the maximum.", 1, 1000);

    public void Apply(ParseResult arguments, StreamConfig config)
    {
        var name = arguments.GetRequiredValue(Policy);
        if (Policies.TryGetValue(name, out var policy))
        {
            config.KeyframePolicy = policy;
        }
        else
        {
            config.KeyframePolicyName = name;
        }

        if (arguments.GetValue(Interval) is { } frames)
        {
            config.KeyframeInterval = (uint)frames;
        }
    }
}
