using System.Diagnostics;

namespace VideoSeg.Cli.Servers;

/// <summary>Locates and starts the server program that is shipped with the tool.</summary>
internal static class ServerProgram
{
    private const string FileName = "VideoSeg.Server.dll";

    private const string InstalledFolder = "/opt/videoseg";

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
    public static ProcessStartInfo Command(IEnumerable<string> arguments)
    {
        string program = Locate();
        var command = new ProcessStartInfo("setsid", [DotnetHost(), program, .. arguments]) { UseShellExecute = false };
        string models = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "..", "models"));
        if (Directory.Exists(models))
        {
            // An installed server has its models beside it.
            command.Environment.TryAdd("Inference__Models", models);
        }

        return command;
    }

    /// <summary>The program that the user names, or else the first one that is where the container image, or the systemd unit, has it.</summary>
    private static string Locate()
    {
        string[] paths = Environment.GetEnvironmentVariable("VIDEOSEG_SERVER") is { Length: > 0 } configured
            ? [configured]
            : [Path.Combine(AppContext.BaseDirectory, "server", FileName), Path.Combine(AppContext.BaseDirectory, "..", "server", FileName), Path.Combine(InstalledFolder, "server", FileName)];
        return Array.Find(paths, File.Exists) ?? throw new CommandFailedException(
            $"The server program was not found at {string.Join(", ", paths.Select(Path.GetFullPath))}. Set VIDEOSEG_SERVER to the path of {FileName}, or pass the address of a running server in --server.");
    }

    private static string DotnetHost() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
