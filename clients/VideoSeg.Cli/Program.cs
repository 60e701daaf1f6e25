using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using VideoSeg.Cli;
using VideoSeg.Cli.Batch;
using VideoSeg.Cli.Demo;
using VideoSeg.Cli.Evaluation;
using VideoSeg.Cli.Models;
using VideoSeg.Cli.Servers;
using VideoSeg.Cli.Sources;
using VideoSeg.Cli.Streams;
using VideoSeg.Cli.Subscriptions;
using VideoSeg.Client;
using VideoSeg.Vision;

var root = new RootCommand("Segments video streams: the class of each pixel, and objects tracked across frames.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    StreamCommand.Create(),
    SubscribeCommand.Create(),
    StreamsCommand.Create(),
    SourcesCommand.Create(),
    BatchCommand.Create(),
    ModelsCommand.Create(),
    EvalCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    if (parsed.Action is ParseErrorAction report)
    {
        // The error is one line; the full help would scroll it off the screen.
        report.ShowHelp = args.Length == 0;
    }

    parsed.Invoke();
    return ExitCodes.Usage;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    // Cancelled commands have no deadline: they close their files and wait for servers to stop.
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return ExitCodes.Interrupted;
}
catch (Exception e) when (e is VideoSegException or VideoSegServerException or FrameTooLargeException or IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"videoseg: {e.Message}");
    return ExitCodes.Failure;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    if (stop.IsCancellationRequested)
    {
        // A second signal: exit without waiting.
        Environment.Exit(ExitCodes.Interrupted);
    }

    stop.Cancel();
}
