using System.CommandLine;
using VideoSeg.V1;

namespace VideoSeg.Cli.Models;

/// <summary>The options that select the model and the keyframe policy of a stream.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _model = new("--model")
    {
        Description = "A model of the server. Default: the server's default model.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    private readonly KeyframeOptions _keyframes = new("model");

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_keyframes.Policy);
        command.Add(_keyframes.Interval);
    }

    public void Apply(ParseResult arguments, StreamConfig config)
    {
        config.Model = arguments.GetValue(_model);
        _keyframes.Apply(arguments, config);
    }
}
