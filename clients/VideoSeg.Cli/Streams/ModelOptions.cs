using System.CommandLine;
using VideoSeg.V1;

namespace VideoSeg.Cli.Streams;

/// <summary>Which model looks at a stream, and at which of its frames.</summary>
internal sealed class ModelOptions
{
    private static readonly Dictionary<string, KeyframePolicy> Policies = new()
    {
        ["model"] = KeyframePolicy.Unspecified,
        ["every-frame"] = KeyframePolicy.EveryFrame,
        ["fixed-interval"] = KeyframePolicy.FixedInterval,
        ["adaptive"] = KeyframePolicy.Adaptive,
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "A model of the server; without it the server's default one.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string> _policy = CheckedOption.Choice(
        "--policy", "Which frames the whole network looks at: the model's choice, every frame, one in --interval, or as soon as the last one no longer explains the picture.", Policies, "model");

    private readonly Option<int?> _interval = CheckedOption.Whole("--interval", "Frames from a keyframe to the next, 1 to 1000; with adaptive the longest.", 1, 1000);

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_policy);
        command.Add(_interval);
    }

    public void Fill(StreamConfig config, ParseResult arguments)
    {
        config.Model = arguments.GetValue(_model);
        config.KeyframePolicy = Policies[arguments.GetRequiredValue(_policy)];
        if (arguments.GetValue(_interval) is { } frames)
        {
            config.KeyframeInterval = (uint)frames;
        }
    }
}
