using System.CommandLine;
using VideoSeg.Cli.Models;
using VideoSeg.Cli.Servers;

namespace VideoSeg.Cli.Batch;

/// <summary>The command `videoseg batch`: processes video files on a server and stores the outputs in folders.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        var sources = new Argument<string[]>("source") { Description = "Video files, or folders to search for them.", Arity = ArgumentArity.OneOrMore };
        var server = ServerOptions.Create();
        var target = new Option<string>("--out") { Description = "The folder for the outputs. Each video gets a sub-folder named after it.", HelpName = "DIR", Required = true };
        var outputs = new Option<string[]>("--outputs")
        {
            Description = $"The outputs for each video, separated by commas: {string.Join(", ", BatchOutputs.Names)}; with --server also those that the server adds. Default: lines,overlay,tracks,summary.",
            HelpName = "NAMES",
            DefaultValueFactory = _ => ["lines", "overlay", "tracks", "summary"],
            CustomParser = argument => [.. argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
        };
        var model = new ModelOptions();
        var command = new Command("batch", "Process video files. The same command continues after an interruption. The exit code is the number of files that failed, or could not be read completely.")
        {
            sources, target, outputs,
        };
        model.AddTo(command);
        server.AddTo(command);
        command.Validators.Add(arguments =>
        {
            // A server that is started for the run has no others.
            if (!server.IsGiven(arguments) && arguments.GetValue(outputs)?.Except(BatchOutputs.Names).FirstOrDefault() is { } unknown)
            {
                arguments.AddError($"'{unknown}' is not an output; allowed are {string.Join(", ", BatchOutputs.Names)}.");
            }
        });
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var options = new BatchOptions
            {
                Target = Path.GetFullPath(arguments.GetRequiredValue(target)),
                Server = server.Read(arguments),
                OwnServerOptions = model.ServerOptionsIn(arguments, server.Read(arguments)),
                Outputs = [.. arguments.GetRequiredValue(outputs).Distinct().Order(StringComparer.Ordinal)],
            };
            model.Apply(arguments, options.Config);
            var videos = BatchVideo.Find(arguments.GetRequiredValue(sources), options.Target);
            var failed = await BatchRun.RunAsync(videos, options, cancellationToken);
            return Math.Min(failed, ExitCodes.MostFailures);
        });
        return command;
    }
}
