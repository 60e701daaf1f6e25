using System.CommandLine;
using VideoSeg.Cli.Servers;
using VideoSeg.Cli.Streams;
using VideoSeg.V1;

namespace VideoSeg.Cli.Batch;

/// <summary>videoseg batch: video files to folders of outputs.</summary>
internal static class BatchCommand
{
    private static readonly Dictionary<string, BatchOutput> Kinds = new()
    {
        ["lines"] = BatchOutput.JsonLines,
        ["panoptic"] = BatchOutput.CocoPanoptic,
        ["classes"] = BatchOutput.LabelMaps,
        ["overlay"] = BatchOutput.Overlay,
        ["tracks"] = BatchOutput.Tracks,
        ["summary"] = BatchOutput.Summary,
    };

    public static Command Create()
    {
        var sources = new Argument<string[]>("source") { Description = "Video files, and folders of them.", Arity = ArgumentArity.OneOrMore };
        var server = ServerOption.Create();
        var target = new Option<string>("--out") { Description = "Each video gets a folder of its name here.", HelpName = "DIR", Required = true };
        var outputs = new Option<string[]>("--outputs")
        {
            Description = $"What is made of each video: {string.Join(", ", Kinds.Keys)}; several are joined by commas. Default: lines,overlay,tracks,summary.",
            HelpName = "NAMES",
            DefaultValueFactory = _ => ["lines", "overlay", "tracks", "summary"],
            CustomParser = given => [.. given.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
        };
        outputs.Validators.Add(given =>
        {
            foreach (var unknown in (given.GetValueOrDefault<string[]>() ?? []).Where(name => !Kinds.ContainsKey(name)))
            {
                given.AddError($"'{unknown}' is no output; there are {string.Join(", ", Kinds.Keys)}.");
            }
        });
        var model = new ModelOptions();
        var command = new Command("batch", "Work through video files. Called again after a stop, it goes on where it was; its exit code is the number of files that failed.")
        {
            sources, target, outputs, server,
        };
        model.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var options = new BatchOptions
            {
                Target = Path.GetFullPath(arguments.GetRequiredValue(target)),
                Server = arguments.GetValue(server),
                Outputs = [.. arguments.GetRequiredValue(outputs).Select(name => Kinds[name]).Distinct().Order()],
            };
            model.Apply(arguments, options.Config);
            var videos = BatchVideo.Find(arguments.GetRequiredValue(sources), options.Target);
            var failed = await BatchRun.RunAsync(videos, options, cancellationToken);
            return Math.Min(failed, ExitCodes.MostFailures);
        });
        return command;
    }
}
