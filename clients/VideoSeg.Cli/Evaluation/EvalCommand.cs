using System.CommandLine;
using VideoSeg.Cli.Servers;

namespace VideoSeg.Cli.Evaluation;

/// <summary>videoseg eval: how good segmentations are, of a folder of results or of a server's model.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var groundTruth = Folder("--ground-truth", "Panoptic: panoptic.json in the COCO form and its PNGs. Semantic, and with --frames: 8-bit class index PNGs.");
        groundTruth.Required = true;
        var prediction = Folder("--prediction", "A folder of the same kind to score.");
        var frames = Folder("--frames", "Images to send to a server; those whose name the ground truth has are scored.");
        var semantic = new Option<bool>("--semantic") { Description = "Both folders are semantic: mean IoU." };
        var ignored = new Option<byte?>("--void") { Description = "Pixels with this ground-truth value don't count.", HelpName = "N" };
        var components = new Option<bool>("--components")
        {
            Description = "With --frames: also PQ, against connected components of the ground truth's thing classes and one segment for each stuff class.",
        };
        var model = new Option<string>("--model") { Description = "With --frames: a model of the server; without it the default one.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var server = ServerOption.Create();
        var json = new Option<string?>("--json") { Description = "Write the figures, as fractions 0 to 1.", HelpName = "FILE" };

        var command = new Command("eval", "Measure quality: PQ of panoptic folders, mean IoU of semantic ones, or both of a server's model.")
        {
            groundTruth, prediction, semantic, ignored, frames, components, model, server, json,
        };
        command.Validators.Add(arguments =>
        {
            var given = new[] { prediction, frames }.Count(folder => arguments.GetResult(folder) is not null);
            if (given != 1)
            {
                arguments.AddError("Give either --prediction DIR or --frames DIR.");
            }
        });
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var truth = arguments.GetRequiredValue(groundTruth).FullName;
            var truthIgnored = arguments.GetValue(ignored);
            EvaluationReport report;
            if (arguments.GetValue(frames) is { } images)
            {
                await using var connection = await ServerConnection.OpenAsync(arguments.GetValue(server), cancellationToken);
                report = await ServerEvaluation.RunAsync(
                    connection.Client, truth, images.FullName, arguments.GetRequiredValue(model), truthIgnored, arguments.GetValue(components), cancellationToken);
            }
            else
            {
                var predicted = arguments.GetRequiredValue(prediction).FullName;
                report = arguments.GetValue(semantic)
                    ? FolderEvaluation.Semantic(truth, predicted, truthIgnored, cancellationToken)
                    : FolderEvaluation.Panoptic(truth, predicted, cancellationToken);
            }

            EvaluationTables.Print(report);
            if (arguments.GetValue(json) is { } path)
            {
                EvaluationJson.Write(report, path);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Option<DirectoryInfo> Folder(string name, string description) =>
        new Option<DirectoryInfo>(name) { Description = description, HelpName = "DIR" }.AcceptExistingOnly();
}
