using System.Diagnostics;

namespace VideoSeg.Cli.Tests;

/// <summary>Runs the built tool as a process.</summary>
internal static class Tool
{
    /// <summary>Runs the tool until it exits.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs the tool with additional environment variables until it exits.</summary>
    public static async Task<ToolResult> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => Start([], arguments);

    public static Process Start(Dictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Tool, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["VIDEOSEG_SERVER"] = Repository.Server,
                ["Inference__Models"] = Repository.Models,
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
