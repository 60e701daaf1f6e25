using System.Diagnostics;

namespace VideoSeg.Cli.Servers;

/// <summary>Locates and starts the server program that is shipped with the tool.</summary>
internal static class ServerProgram
{
    private const string FileName = "VideoSeg.Server.dll";

    /// <summary>Runs the program with the standard streams of the tool and returns its exit code.</summary>
    /// <param name="arguments">The command line of the server program.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(Command(arguments));
        await using var stop = cancellationToken.Register(() => UnixSignal.Terminate(process));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    public static Process Start(ProcessStartInfo command) =>
        Process.Start(command) ?? throw new CommandFailedException($"Could not start {command.FileName}.");

    /// <summary>Returns how to start the program. It gets a session of its own, so that Ctrl-C reaches only the tool, which then stops the server gracefully.</summary>
    public static ProcessStartInfo Command(IEnumerable<string> arguments) =>
        new("setsid", [DotnetHost(), Locate(), .. arguments]) { UseShellExecute = false };

    private static string Locate()
    {
        var configured = Environment.GetEnvironmentVariable("VIDEOSEG_SERVER");
        var path = string.IsNullOrEmpty(configured) ? Path.Combine(AppContext.BaseDirectory, "server", FileName) : configured;
        return File.Exists(path)
            ? path
            : throw new CommandFailedException(
                $"The server program was not found at {path}. Set VIDEOSEG_SERVER to the path of {FileName}, or pass the address of a running server in --server.");
    }

    private static string DotnetHost() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
