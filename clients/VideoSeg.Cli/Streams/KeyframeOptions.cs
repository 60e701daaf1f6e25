using System.CommandLine;
using VideoSeg.V1;

namespace VideoSeg.Cli.Streams;

/// <summary>--policy and --interval, the same in each command that has them.</summary>
internal sealed class KeyframeOptions
{
    private static readonly Dictionary<string, KeyframePolicy> Policies = new()
    {
        ["model"] = KeyframePolicy.Unspecified,
        ["every-frame"] = KeyframePolicy.EveryFrame,
        ["fixed-interval"] = KeyframePolicy.FixedInterval,
        ["adaptive"] = KeyframePolicy.Adaptive,
    };

    /// <param name="otherwise">The policy where none is given.</param>
    public KeyframeOptions(string otherwise) => Policy = CheckedOption.Choice(
        "--policy", "Which frames the whole network looks at: the model's choice, every frame, one in --interval, or as soon as the last one no longer explains the picture.", Policies, otherwise);

    public Option<string> Policy { get; }

    public Option<int?> Interval { get; } = CheckedOption.Whole("--interval", "Frames from a keyframe to the next, 1 to 1000; with adaptive the longest.", 1, 1000);

    public void Apply(ParseResult arguments, StreamConfig config)
    {
        config.KeyframePolicy = Policies[arguments.GetRequiredValue(Policy)];
        if (arguments.GetValue(Interval) is { } frames)
        {
            config.KeyframeInterval = (uint)frames;
        }
    }
}
