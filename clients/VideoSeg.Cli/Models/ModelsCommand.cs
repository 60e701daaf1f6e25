using System.CommandLine;
using VideoSeg.Cli.Servers;

namespace VideoSeg.Cli.Models;

/// <summary>The command `videoseg models`: lists the models of a server, or validates a model package.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var server = ServerOption.Create();
        var models = new Command("models", "List the models of a server.") { server, CreateCheck() };
        models.SetAction(async (arguments, cancellationToken) =>
        {
            await using var connection = await ServerConnection.OpenAsync(arguments.GetValue(server), cancellationToken);
            ModelTable.Print(await connection.Client.ListModelsAsync(cancellationToken));
            return ExitCodes.Success;
        });
        return models;
    }

    private static Command CreateCheck()
    {
        var package = new Argument<DirectoryInfo>("dir") { Description = "A folder with model.json and the ONNX files that it references." };
        var check = new Command("check", "Load a model package and report what is wrong with it.") { package };
        check.SetAction((arguments, cancellationToken) =>
            ServerProgram.RunAsync(["check-model", arguments.GetRequiredValue(package).FullName], cancellationToken));
        return check;
    }
}
