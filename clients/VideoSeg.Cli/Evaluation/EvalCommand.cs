using System.CommandLine;
using System.Globalization;
using VideoSeg.Cli.Servers;
using VideoSeg.Cli.Streams;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Instances;
using VideoSeg.V1;

namespace VideoSeg.Cli.Evaluation;

/// <summary>videoseg eval: how good segmentations are, of a folder of results or of a server's model.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var groundTruth = new Option<FileSystemInfo>("--ground-truth")
        {
            Description = "Panoptic: a folder with panoptic.json in the COCO form and its PNGs. Semantic: a folder of 8-bit class index PNGs. Instances: a JSON file in the COCO form.",
            HelpName = "DIR|FILE",
            Required = true,
        }.AcceptExistingOnly();
        var prediction = Folder("--prediction", "A folder of the same kind to score.");
        var frames = Folder("--frames", "Images to send to a server; those whose name the ground truth has are scored. A sub-folder is a video; in the folder itself, names that are equal up to the last underscore are one.");
        var semantic = new Option<bool>("--semantic") { Description = "With --prediction: both folders are semantic." };
        var ignored = new Option<byte?>("--void") { Description = "Semantic: pixels with this ground-truth value don't count.", HelpName = "N" };
        var windows = Windows();
        var components = new Option<bool>("--components")
        {
            Description = "With --frames and semantic ground truth: also PQ, against connected components of the thing classes and one segment for each stuff class.",
        };
        var model = new Option<string>("--model") { Description = "With --frames: a model of the server; without it the default one.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var keyframes = new KeyframeOptions("every-frame");
        var fps = new Option<double>("--fps") { Description = "With --frames: frames a second of a video's images.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var server = ServerOption.Create();
        var json = new Option<string?>("--json") { Description = "Write the figures, as fractions 0 to 1.", HelpName = "FILE" };
        var plot = new Option<string?>("--plot") { Description = "Draw bars for each class, as an SVG picture.", HelpName = "FILE" };

        var command = new Command("eval", "Measure quality: mIoU, PQ, VPQ and STQ of a folder of results, or these and AP of a server's model on images.")
        {
            groundTruth, prediction, semantic, ignored, windows, frames, components, model, keyframes.Policy, keyframes.Interval, fps, server, json, plot,
        };
        command.Validators.Add(arguments =>
        {
            var given = new[] { prediction, frames }.Count(folder => arguments.GetResult(folder) is not null);
            if (given != 1)
            {
                arguments.AddError("Give either --prediction DIR or --frames DIR.");
            }

            if (arguments.GetValue(groundTruth) is FileInfo && arguments.GetResult(prediction) is not null)
            {
                arguments.AddError("An instances file is compared with a model (--frames DIR); --prediction takes folders.");
            }
        });
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var truth = arguments.GetRequiredValue(groundTruth).FullName;
            var truthIgnored = arguments.GetValue(ignored);
            var report = arguments.GetValue(frames) is { } images
                ? await ScoreModelAsync(images.FullName)
                : ScoreFolder(arguments.GetRequiredValue(prediction).FullName);

            EvaluationTables.Print(report);
            if (arguments.GetValue(json) is { } jsonFile)
            {
                EvaluationJson.Write(report, jsonFile);
            }

            if (arguments.GetValue(plot) is { } picture)
            {
                EvaluationChart.Write(report, picture);
            }

            return ExitCodes.Success;

            EvaluationReport ScoreFolder(string predicted) => arguments.GetValue(semantic)
                ? FolderEvaluation.Semantic(truth, predicted, truthIgnored, cancellationToken)
                : FolderEvaluation.Panoptic(truth, predicted, arguments.GetRequiredValue(windows), cancellationToken);

            async Task<EvaluationReport> ScoreModelAsync(string images)
            {
                await using var connection = await ServerConnection.OpenAsync(arguments.GetValue(server), cancellationToken);
                var measured = await connection.Client.GetModelAsync(arguments.GetRequiredValue(model), cancellationToken);
                IGroundTruth against = File.Exists(truth) ? new InstanceGroundTruth(CocoInstances.Open(truth), measured)
                    : PanopticFolder.IsOne(truth) ? new PanopticGroundTruth(PanopticFolder.Open(truth), arguments.GetRequiredValue(windows), measured)
                    : new ClassGroundTruth(truth, truthIgnored, arguments.GetValue(components), measured);
                var config = new StreamConfig { Model = measured.Name };
                keyframes.Apply(arguments, config);
                return await ServerEvaluation.RunAsync(connection.Client, images, against, config, arguments.GetValue(fps), cancellationToken);
            }
        });
        return command;
    }

    private static Option<DirectoryInfo> Folder(string name, string description) =>
        new Option<DirectoryInfo>(name) { Description = description, HelpName = "DIR" }.AcceptExistingOnly();

    private static Option<int[]> Windows() => new("--windows")
    {
        Description = "Panoptic video: frames of VPQ's windows. VIPSeg uses 1,2,4,6; Cityscapes-VPS 1,2,3,4, the default.",
        HelpName = "N,N,…",
        DefaultValueFactory = _ => [1, 2, 3, 4],
        CustomParser = argument =>
        {
            var windows = new List<int>();
            foreach (var text in argument.Tokens[0].Value.Split(','))
            {
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var window) || window is < 1 or > 1000)
                {
                    argument.AddError($"'{text}' is no window: whole numbers of 1 to 1000 frames, with commas between them, such as 1,2,4,6.");
                    return null;
                }

                windows.Add(window);
            }

            return [.. windows];
        },
    };
}
