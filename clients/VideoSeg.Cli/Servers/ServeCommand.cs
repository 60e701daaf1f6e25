using System.CommandLine;

namespace VideoSeg.Cli.Servers;

/// <summary>The command `videoseg serve`: runs the server program in the foreground until SIGTERM or Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var options = new Argument<string[]>("options")
        {
            Description = "Options passed to the server program, such as --urls http://127.0.0.1:5080 for gRPC and "
                + "--http-urls http://127.0.0.1:5081 for HTTP/1.1; 'videoseg serve -- --help' lists all.",
            Arity = ArgumentArity.ZeroOrMore,
            CaptureRemainingTokens = true,
        };
        var command = new Command("serve", "Run the server until SIGTERM or Ctrl-C.") { options };
        command.SetAction((arguments, cancellationToken) =>
            ServerProgram.RunAsync(arguments.GetValue(options) ?? [], cancellationToken));
        return command;
    }
}
