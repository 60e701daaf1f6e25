using System.Diagnostics;

namespace VideoSeg.Cli.Servers;

/// <summary>The server program that belongs to this tool.</summary>
internal static class ServerProgram
{
    private const string FileName = "VideoSeg.Server.dll";

    /// <summary>Runs the program with the terminal's own streams and returns its exit code.</summary>
    /// <param name="arguments">As the server program takes them.</param>
    /// <param name="cancellationToken">Tells the program to stop; its end is waited for.</param>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(Command(arguments));
        await using var stop = cancellationToken.Register(() => UnixSignal.Terminate(process));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    public static Process Start(ProcessStartInfo command) =>
        Process.Start(command) ?? throw new CommandFailedException($"Could not start {command.FileName}.");

    /// <summary>How the program is started. Ctrl-C reaches the tool alone, which then stops the server in good order: hence the session of its own.</summary>
    public static ProcessStartInfo Command(IEnumerable<string> arguments) =>
        new("setsid", [DotnetHost(), Locate(), .. arguments]) { UseShellExecute = false };

    private static string Locate()
    {
        var named = Environment.GetEnvironmentVariable("VIDEOSEG_SERVER");
        var path = string.IsNullOrEmpty(named) ? Path.Combine(AppContext.BaseDirectory, "server", FileName) : named;
        return File.Exists(path)
            ? path
            : throw new CommandFailedException(
                $"There is no server program at {path}. Set VIDEOSEG_SERVER to the path of {FileName}, or give --server the address of a running server.");
    }

    private static string DotnetHost() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
