using System.CommandLine;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Models;

/// <summary>The options that select the model and the keyframe policy of a stream.</summary>
internal sealed class ModelOptions
{
    private readonly ModelChoice _model = new();

    private readonly KeyframeOptions _keyframes = new("model");

    public void AddTo(Command command)
    {
        _model.AddTo(command);
        command.Add(_keyframes.Policy);
        command.Add(_keyframes.Interval);
    }

    public void Apply(ParseResult arguments, StreamConfig config)
    {
        config.Model = _model.NameIn(arguments);
        _keyframes.Apply(arguments, config);
    }

    /// <inheritdoc cref="ModelChoice.ServerOptionsIn"/>
    public IReadOnlyList<string> ServerOptionsIn(ParseResult arguments, ServerEndpoint? server) => _model.ServerOptionsIn(arguments, server);
}
