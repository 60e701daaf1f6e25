using System.CommandLine;
using System.Globalization;
using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.Cli.Models;
using VideoSeg.Cli.Servers;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Instances;
using VideoSeg.V1;

namespace VideoSeg.Cli.Evaluation;

/// <summary>The command `videoseg eval`: measures the quality of stored results, or of a server's model.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var groundTruth = new Option<FileSystemInfo>("--ground-truth")
        {
            Description = "The ground truth. Panoptic: a folder with panoptic.json in COCO format and its PNGs. Semantic: a folder of 8-bit class index PNGs. Instances: a JSON file in COCO format.",
            HelpName = "DIR|FILE",
            Required = true,
        }.AcceptExistingOnly();
        var prediction = Folder("--prediction", "The results to evaluate, in the same format as the ground truth.");
        var frames = Folder("--frames", "Images to send to a server; those with ground truth of the same name are evaluated. Each sub-folder is a video; in the folder itself, names that are equal up to the last underscore form a video.");
        var semantic = new Option<bool>("--semantic") { Description = "With --prediction: both folders contain semantic maps." };
        var ignored = new Option<byte?>("--void") { Description = "Semantic: ignore pixels with this ground-truth value.", HelpName = "N" };
        var windows = Windows();
        var components = new Option<bool>("--components")
        {
            Description = "With --frames and semantic ground truth: compute PQ too, against connected components of the thing classes and one segment for each stuff class.",
        };
        var model = new ModelChoice();
        var keyframes = new KeyframeOptions("every-frame");
        var fps = new Option<double>("--fps") { Description = "With --frames: the frame rate of the image sequences, in frames per second.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var server = ServerOptions.Create();
        var json = new Option<string?>("--json") { Description = "Write the metrics to a JSON file, as fractions from 0 to 1.", HelpName = "FILE" };
        var plot = new Option<string?>("--plot") { Description = "Write a bar chart of the metrics for each class, as SVG.", HelpName = "FILE" };

        var command = new Command("eval", "Measure quality: mIoU, PQ, VPQ and STQ of stored results, or these and AP of a server's model on a folder of images.")
        {
            groundTruth, prediction, semantic, ignored, windows, frames, components, keyframes.Policy, keyframes.Interval, fps, json, plot,
        };
        server.AddTo(command);
        model.AddTo(command);
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
                var endpoint = server.Read(arguments);
                await using var connection = await ServerConnection.OpenAsync(endpoint, model.ServerOptionsIn(arguments, endpoint), cancellationToken);
                var measured = await connection.Client.GetModelAsync(model.NameIn(arguments), cancellationToken);
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
        Description = "Panoptic video: the VPQ window sizes in frames. VIPSeg uses 1,2,4,6; Cityscapes-VPS uses 1,2,3,4. Default: 1,2,3,4.",
        HelpName = "N,N,…",
        DefaultValueFactory = _ => [1, 2, 3, 4],
        CustomParser = argument =>
        {
            var windows = new List<int>();
            foreach (var text in argument.Tokens[0].Value.Split(','))
            {
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var window) || window is < 1 or > 1000)
                {
                    argument.AddError($"'{text}' is not a window size. Use integers from 1 to 1000, separated by commas, such as 1,2,4,6.");
                    return null;
                }

                windows.Add(window);
            }

            return [.. windows];
        },
    };
}
