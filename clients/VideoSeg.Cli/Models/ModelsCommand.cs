using System.CommandLine;
using VideoSeg.Cli.Servers;

namespace VideoSeg.Cli.Models;

/// <summary>The command `videoseg models`: lists the models of a server, or validates a model package.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var models = CreateList("models");
        models.Add(CreateList("list"));
        models.Add(CreateCheck());
        return models;
    }

    private static Command CreateList(string name)
    {
        var server = ServerOptions.Create();
        var list = new Command(name, "List the models of a server.");
        server.AddTo(list);
        list.SetAction(async (arguments, cancellationToken) =>
        {
            await using var connection = await ServerConnection.OpenAsync(server.Read(arguments), cancellationToken);
            ModelTable.Print(await connection.Client.ListModelsAsync(cancellationToken));
            return ExitCodes.Success;
        });
        return list;
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
