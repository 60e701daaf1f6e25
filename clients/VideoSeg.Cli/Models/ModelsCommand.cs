using System.CommandLine;
using VideoSeg.Cli.Servers;

namespace VideoSeg.Cli.Models;

/// <summary>The command `videoseg models`: lists the models of a server, describes a network, or checks a model package.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var models = CreateList("models");
        models.Add(CreateList("list"));
        models.Add(CreateDescribe());
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

    private static Command CreateDescribe()
    {
        var network = new Argument<FileInfo>("onnx") { Description = "The ONNX file that a training tool has exported." };
        var folder = new Option<DirectoryInfo?>("--out") { Description = "Write a model package to start from.", HelpName = "DIR" };
        var describe = new Command("describe", "Say what an ONNX file is taken for and why, and write a model.json for it.") { network, folder };
        describe.SetAction((arguments, cancellationToken) => ServerProgram.RunAsync(
            ["describe-model", arguments.GetRequiredValue(network).FullName, .. arguments.GetValue(folder) is { } to ? new[] { "--out", to.FullName } : []], cancellationToken));
        return describe;
    }

    private static Command CreateCheck()
    {
        var package = new Argument<DirectoryInfo>("dir") { Description = "A folder with model.json and the ONNX files that it references." };
        var image = new Option<FileInfo?>("--image") { Description = "Look at this picture with the model: scores, boxes, what is found, and how long it takes.", HelpName = "FILE" };
        var overlay = new Option<FileInfo?>("--overlay") { Description = "With --image: write the picture with what was found, as JPEG.", HelpName = "FILE" };
        var check = new Command("check", "Load a model package and report what is wrong with it.") { package, image, overlay };
        check.Validators.Add(given =>
        {
            if (given.GetValue(overlay) is not null && given.GetValue(image) is null)
            {
                given.AddError("--overlay needs --image.");
            }
        });
        check.SetAction((arguments, cancellationToken) => ServerProgram.RunAsync(
            [
                "check-model", arguments.GetRequiredValue(package).FullName,
                .. arguments.GetValue(image) is { } picture ? new[] { "--image", picture.FullName } : [],
                .. arguments.GetValue(overlay) is { } drawn ? new[] { "--overlay", drawn.FullName } : [],
            ],
            cancellationToken));
        return check;
    }
}
