using System.CommandLine;
using VideoSeg.V1;

namespace VideoSeg.Cli.Streams;

/// <summary>Which model looks at a stream, and at which of its frames.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _model = new("--model")
    {
        Description = "A model of the server; without it the server's default one.",
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
