using System.CommandLine;

namespace VideoSeg.Cli.Servers;

/// <summary>The options --model and --models: which model a command uses. A model is named, or it is the folder of a package, which a server that is started for the command loads.</summary>
internal sealed class ModelChoice
{
    private readonly Option<string> _model = new("--model")
    {
        Description = "A model of the server, or without --server the folder of a model package. Default: the server's default model.",
        HelpName = "NAME|DIR",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<DirectoryInfo> _models = new("--models") { Description = "Without --server: the folder of model packages. Default: the bundled models.", HelpName = "DIR" };

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_models.AcceptExistingOnly());
    }

    /// <summary>The name of the model; empty: the server's default.</summary>
    public string NameIn(ParseResult arguments) => FolderIn(arguments) is null ? arguments.GetValue(_model) ?? "" : "";

    /// <summary>The options of a server that is started for the command.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="server">The server that the user has named; null: none.</param>
    /// <exception cref="CommandFailedException">Folders are given for a server that runs already.</exception>
    public IReadOnlyList<string> ServerOptionsIn(ParseResult arguments, ServerEndpoint? server)
    {
        var folder = FolderIn(arguments) ?? arguments.GetValue(_models)?.FullName;
        if (folder is null)
        {
            return [];
        }

        return server is null
            ? ["--models", folder, "--model", NameIn(arguments)]
            : throw new CommandFailedException($"{folder} is a folder of this machine, and {server} is running already: give the name of one of its models (videoseg models --server {server}), or leave out --server.");
    }

    private string? FolderIn(ParseResult arguments) =>
        arguments.GetValue(_model) is { Length: > 0 } model && File.Exists(Path.Combine(model, "model.json")) ? Path.GetFullPath(model) : null;
}
