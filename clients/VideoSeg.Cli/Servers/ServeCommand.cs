using System.CommandLine;

namespace VideoSeg.Cli.Servers;

/// <summary>videoseg serve: the server program in this terminal, until SIGTERM or Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var options = new Argument<string[]>("options")
        {
            Description = "Given to the server program as they are: --urls URL (gRPC, default http://127.0.0.1:5080), "
                + "--http-urls URL (HTTP/1.1, default http://127.0.0.1:5081), and any setting as --Section:Name VALUE.",
            Arity = ArgumentArity.ZeroOrMore,
            CaptureRemainingTokens = true,
        };
        var command = new Command("serve", "Run the server until SIGTERM or Ctrl-C.") { options };
        command.SetAction((arguments, cancellationToken) =>
            ServerProgram.RunAsync(arguments.GetValue(options) ?? [], cancellationToken));
        return command;
    }
}
